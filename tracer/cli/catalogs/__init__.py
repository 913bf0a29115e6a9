"""What the screen says in Russian and Kazakh, by its English: a GNU gettext file each, `ru.po` and `kk.po`."""
