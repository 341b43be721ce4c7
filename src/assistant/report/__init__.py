"""What was checked, as a file to attach to a draft: Markdown, a web page, or Word."""
