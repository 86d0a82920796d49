"""Every chain at once: the consumers among all verified contracts, each judged once.

Finding them reads columns, judging them is `dtnlint.run`'s on a cluster of Dask's, and what comes
of it are Parquet datasets. Needs the extra `fleet`; nothing here is loaded by other commands.
"""
