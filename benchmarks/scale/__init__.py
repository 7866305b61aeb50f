"""From a measured shard to clusters nobody here has: nodes, latency, price and what is lost, for 10^7 to 10^10."""
