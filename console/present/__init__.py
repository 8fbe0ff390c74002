"""From the store's rows to what widgets draw: words in the language, times in the branch's zone."""
