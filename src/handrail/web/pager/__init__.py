"""The pager: staff are called on a page, until somebody says that they have it."""
