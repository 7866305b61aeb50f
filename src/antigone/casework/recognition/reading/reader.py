"""One process's way from bytes to templates."""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import numpy as np

from antigone.casework.evidence.storage import store_original
from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading, Timings, item_bytes
from antigone.engine.errors import ImageTooLarge, InputError
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import decode_image
from antigone.engine.runtime import open_pack
from antigone.engine.types import Extraction, Image
