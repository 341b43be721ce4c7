"""An index in Milvus: on many machines, or in a folder by milvus-lite."""
