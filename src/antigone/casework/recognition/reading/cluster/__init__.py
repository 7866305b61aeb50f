"""Photographs read by the machines of a Ray cluster, in place of the processes of this one."""

from antigone.casework.recognition.reading.cluster.reading import open_cluster

__all__ = ["open_cluster"]
