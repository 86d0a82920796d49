"""An editor that changes files at random, and what the language server has to show of them."""
