// What the server of the page leaves out of its head: its language, and that it may be enlarged.
document.documentElement.lang = "en";
document.querySelector('meta[name="viewport"]').content = "width=device-width, initial-scale=1";
