"""The jail: what a job's process may see, reach and use. One module per mechanism; `enter` puts them in order."""
