"""The batch job on many machines: the same stages, with Ray between them.

First the inputs are read in shards (`reading`), then the driver drops what came twice and links
near-duplicates in input order (`linking`), as a run on one machine does; then workers with loaded
models make the records in shards (`worker`), and the driver joins these (`merge`). A shard is
committed as a whole (`commits`). Only `engine` knows Ray.
"""
