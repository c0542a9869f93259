var e=new URLSearchParams(location.hash.slice(1)).get("theme");e==="light"||e==="dark"?document.documentElement.dataset.theme=e:delete document.documentElement.dataset.theme;
