/* Keeps the name that was given in this browser: a page cannot set a cookie, and scripts that stand in a page are refused. */
document.cookie = document.currentScript.dataset.cookie
