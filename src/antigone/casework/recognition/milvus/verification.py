"""Do the collections hold what the database does, and what do searches with them lose?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.address import MilvusAddress
from antigone.casework.recognition.milvus.client import MilvusServer
from antigone.casework.recognition.milvus.galleries import OpenCollection
