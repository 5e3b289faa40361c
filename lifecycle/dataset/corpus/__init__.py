"""A folder of texts, cleaned and cut into the records that continued pre-training learns from."""

from lifecycle.dataset.corpus.corpus import CorpusCounts, CorpusFile, write_corpus

__all__ = ["CorpusCounts", "CorpusFile", "write_corpus"]
