"""Documents that a user adds: any file becomes a folder of the corpus that people can edit."""
