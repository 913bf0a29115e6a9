"""The Kazakh catalog: one module for each part of the documents."""
