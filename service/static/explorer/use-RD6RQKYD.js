import{f as O}from"./chunk-LA5ICR46.js";import{B as M,N as D,a as c,b as f,c as b,e as S,g as y,i as P,k as q}from"./chunk-4TWUT5WX.js";async function W(t,e){try{return await navigator.clipboard.writeText(t),!0}catch{return $t(t,e)}}function $t(t,e){let n=document.activeElement,r=document.createElement("textarea");r.value=t,r.className="unseen",e.append(r),r.select();let o=document.execCommand("copy");return r.remove(),n?.focus(),o}var xt=/^\/v1\/(events|quotes|articles|entities|sources|datasets)$/,F=/^\/v1\/(changes|\w+\/\w+\/history)$/,St=/^\/v1\/((events|quotes|articles)\/aggregate|graph\/(nodes|edges))$/,Ot=/^\/v1\/\w+\/export$/,G=["limit","cursor","count","fields","expand","format"],vt=["group_by","metric","top","smooth","unit","sort","sample","seed","explode"],Et=200;function B(t,e){let n=new URL(t,e),{pathname:r,searchParams:o}=n;return{origin:n.origin,path:r,parameters:[...o],shape:Lt(r)}}function Lt(t){return xt.test(t)||F.test(t)?"list":St.test(t)?"rows":Ot.test(t)?"file":"record"}function p({origin:t,path:e,parameters:n}){let r=P(new URLSearchParams(n).toString());return`${t}${e}${r&&`?${r}`}`}function m(t,e){return{...t,parameters:t.parameters.filter(([n])=>!e.includes(n))}}function v(t,e,n){return{...t,parameters:[...m(t,[e]).parameters,[e,n]]}}function E(t){return t.shape!=="list"||z(t)?t:v(m(t,["cursor"]),"limit",String(Et))}function $(t){return t.shape==="record"||F.test(t.path)?null:t.shape==="file"?m(t,["format"]):t.shape==="list"&&!z(t)?{...m(t,G),path:`${t.path}/export`}:v(m(t,["fields","expand"]),"format","csv")}function H(t){return m(t,[...G,...vt]).parameters}function z({parameters:t}){return t.some(([e])=>e==="sample")}function X(t){let e=t.accessed.toLocaleDateString("en-GB",{day:"numeric",month:"long",year:"numeric"});return[`\u201C${t.title}.\u201D Dateline, ${R(t.url)}, revision ${t.revision} of the store, ${e}. ${t.url}`,...t.datasets.map(Rt)].join(`

`)}function Rt({title:t,citation:e,licence:n}){return`Data: ${J(e??t)}${n?` Licence: ${J(n)}`:""}`}function J(t){return t.replace(/\.?\s*$/,".")}function Y(t){let e=L(t.accessed),n=V(`dateline-${e}-r${t.revision}`,{title:`{${x(t.title)}}`,author:"{Dateline}",year:e.slice(0,4),howpublished:x(R(t.url)),url:Tt(t.url),urldate:e,note:x(`Revision ${t.revision} of the store`)}),r=t.datasets.map(({slug:o,title:s,citation:i,licence:a})=>V(`dateline-dataset-${o}`,{title:`{${x(s)}}`,...i&&{note:x(i)},...a&&{copyright:x(a)}}));return[n,...r].join(`

`)}function V(t,e){let n=Object.entries(e).map(([r,o])=>`  ${r} = {${o}},`);return`@misc{${t},
${n.join(`
`)}
}`}var kt={"\\":"\\textbackslash{}","~":"\\textasciitilde{}","^":"\\textasciicircum{}"};function x(t){return t.replace(/[\\{}$&#_%~^]/g,e=>kt[e]??`\\${e}`).replace(/\s+/g," ")}function Tt(t){return t.replace(/[{}\\]/g,encodeURIComponent)}function Q(t){let e={"date-parts":[L(t.accessed).split("-").map(Number)]},n={id:`dateline-${L(t.accessed)}-r${t.revision}`,type:"webpage",title:t.title,"container-title":"Dateline",publisher:R(t.url),URL:t.url,version:String(t.revision),accessed:e},r=t.datasets.map(({slug:o,title:s,citation:i,licence:a})=>({id:`dateline-dataset-${o}`,type:"dataset",title:s,...(i||a)&&{note:[i,a&&`Licence: ${a}`].filter(Boolean).join(" ")}}));return JSON.stringify([n,...r],null,2)}function L(t){let e=n=>String(n).padStart(2,"0");return`${t.getFullYear()}-${e(t.getMonth()+1)}-${e(t.getDate())}`}function R(t){return new URL(t).host}function k(t){return`'${t.replaceAll("'","'\\''")}'`}var Z=/[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;function d(t){return JSON.stringify(t).replace(Z,e=>`\\u${e.charCodeAt(0).toString(16).padStart(4,"0")}`)}function K({origin:t,path:e,parameters:n}){let r=n.map(([o,s])=>At(o,s));return[`curl -sS --fail-with-body -G ${k(t+e)}`,...r].join(` \\
  `)}function At(t,e){return/^[\w.-]+$/.test(t)&&e.search(Z)<0?`--data-urlencode ${k(`${t}=${e}`)}`:`-d ${k(new URLSearchParams([[t,e]]).toString())}`}function tt(t){return{list:Ct,rows:_t,record:jt,file:It}[t.shape](t)}function Ct(t){return`import pandas as pd
import requests

site = ${d(t.origin)}
path = ${d(t.path)}
question = ${T(E(t))}

records = []
while path:
    answer = requests.get(site + path, params=question, timeout=60)
    answer.raise_for_status()
    page = answer.json()
    records += page["data"]
    # The path of the next page has the question in it.
    path, question = page["links"]["next"], None

table = pd.json_normalize(records)
print(table)
`}function _t(t){return`import pandas as pd
import requests

question = ${T(t)}
answer = requests.get(${d(t.origin+t.path)}, params=question, timeout=60)
answer.raise_for_status()

table = pd.DataFrame(answer.json()["data"])
print(table)
`}function jt(t){return`import json

import requests

question = ${T(t)}
answer = requests.get(${d(t.origin+t.path)}, params=question, timeout=60)
answer.raise_for_status()

record = answer.json()
print(json.dumps(record, indent=2, ensure_ascii=False))
`}function It(t){return`import pandas as pd

# Codes begin with zeros: they are read as text.
codes = {"event_code": str, "root_code": str}
table = pd.read_csv(${d(p($(t)??t))}, dtype=codes)
print(table)
`}function T({parameters:t}){let n=[...new Set(t.map(([r])=>r))].map(r=>{let o=t.filter(([s])=>s===r).map(([,s])=>d(s));return`    ${d(r)}: ${o.length>1?`[${o.join(", ")}]`:o[0]},
`});return n.length?`{
${n.join("")}}`:"{}"}function et(t){return{list:Nt,rows:Ut,record:Pt,file:qt}[t.shape](t)}function Nt(t){return`library(jsonlite)  # install.packages("jsonlite")

site <- ${d(t.origin)}
path <- ${d(p({...E(t),origin:""}))}

pages <- list()
while (!is.null(path)) {
  page <- fromJSON(paste0(site, path), flatten = TRUE)
  if (length(page$data)) pages[[length(pages) + 1]] <- page$data
  path <- page$links[["next"]]
}

# A column that is empty on a whole page is missing there.
columns <- unique(unlist(lapply(pages, names)))
table <- do.call(rbind, lapply(pages, function(page) {
  page[setdiff(columns, names(page))] <- NA
  page[columns]
}))
str(table, max.level = 1)
`}function Ut(t){return`library(jsonlite)  # install.packages("jsonlite")

table <- fromJSON(${d(p(t))})$data
print(table)
`}function Pt(t){return`library(jsonlite)  # install.packages("jsonlite")

record <- fromJSON(${d(p(t))})
str(record, max.level = 2)
`}function qt(t){return`# Codes begin with zeros: all is read as text, and type.convert finds the numbers that you want as such.
table <- read.csv(${d(p($(t)??t))}, colClasses = "character")
str(table)
`}function nt(t,e,n){let r=new URL(t,n);return`${`<iframe src="${A(r.href)}" title="${A(e)}" width="100%" height="480" style="border: 0" loading="lazy"></iframe>`}
<script src="${A(`${r.origin}/embed/frame.js`)}" async><\/script>`}var Mt={"&":"&amp;",'"':"&quot;","<":"&lt;",">":"&gt;"};function A(t){return t.replace(/[&"<>]/g,e=>Mt[e])}var Dt=/^\d{4}-\d\d-\d\d(T|$)/;function rt(t,e){return{refId:"A",type:"json",source:"url",parser:"backend",format:"table",url:p(m(t,["format"])),url_options:{method:"GET"},root_selector:t.shape==="record"?"":"data",columns:Wt(e)}}function Wt(t){let e=new Map;for(let n of t)for(let[r,o]of ot(n))(o!==null||!e.has(r))&&e.set(r,Ft(o));return[...e].map(([n,r])=>({selector:n,text:n,type:r}))}function ot(t,e=""){return Object.entries(t).flatMap(([n,r])=>Array.isArray(r)?[]:r&&typeof r=="object"?ot(r,`${e}${n}.`):[[`${e}${n}`,r]])}function Ft(t){return typeof t=="number"||typeof t=="boolean"?typeof t:typeof t=="string"&&Dt.test(t)?"timestamp":"string"}var w=20,st=24,at=16,it=12,Gt=.56,ct=18,ut=11,Bt=2,Ht=8192,zt=["fill-opacity","fill","fill-rule","stroke-opacity","stroke","stroke-width","stroke-dasharray","stroke-dashoffset","stroke-linecap","stroke-linejoin","paint-order","shape-rendering","visibility","font-family","font-size","font-style","font-weight","font-variant-numeric","letter-spacing","text-anchor","dominant-baseline"],Jt={opacity:"1","stop-color":"rgb(0, 0, 0)","stop-opacity":"1","vector-effect":"none"},Vt=/^(class|style|role|tabindex|focusable|data-.*|aria-.*|on.*)$/,Xt="defs, pattern, marker, clipPath, mask, linearGradient, radialGradient, symbol, title, desc";async function j(t,e){let n=new XMLSerializer().serializeToString(Qt(()=>Zt(t,e)));return new Blob([`<?xml version="1.0" encoding="UTF-8"?>
${n}
`],{type:"image/svg+xml"})}async function ht(t,e){let n=URL.createObjectURL(await j(t,e));try{let r=new Image;return r.src=n,await r.decode(),await Yt(r)}finally{URL.revokeObjectURL(n)}}function Yt(t){let e=Math.min(Bt,Ht/Math.max(t.naturalWidth,t.naturalHeight)),n=document.createElement("canvas");return n.width=Math.round(t.naturalWidth*e),n.height=Math.round(t.naturalHeight*e),n.getContext("2d")?.drawImage(t,0,0,n.width,n.height),new Promise((r,o)=>n.toBlob(s=>s?r(s):o(new Error("The picture could not be made.")),"image/png"))}function Qt(t){let e=document.documentElement,n=e.dataset.theme;e.dataset.theme="light";try{return t()}finally{e.dataset.theme=n}}function Zt(t,{title:e,source:n=""}){let r=Math.max(...t.map(h=>_(h).width)),o=["Dateline",n,M(new Date().toISOString())].filter(Boolean).join(" \xB7 "),s=dt(e,r,ct),i=dt(o,r,ut),a=w+s.length*st+it,l=t.map(h=>{let g=Kt(h,a);return a+=_(h).height+it,g}),u={width:r+2*w,height:a+i.length*at+w};return f("svg",{...u,viewBox:`0 0 ${u.width} ${u.height}`,role:"img"},f("title",{},e),f("desc",{},o),f("rect",{width:u.width,height:u.height,fill:C("surface")}),f("text",{...lt("serif",ct,"ink"),"font-weight":600},pt(s,w,st)),l,f("text",lt("sans",ut,"muted"),pt(i,a,at)))}function Kt(t,e){let{backgroundColor:n,overflowX:r}=getComputedStyle(t),{width:o,height:s,viewBox:i}=_(t),a=te(t),l={x:w,y:e,width:o,height:s,viewBox:i,overflow:r};for(let[h,g]of Object.entries(l))a.setAttribute(h,String(g));let u=gt(n);return[u?.alpha&&f("rect",{x:w,y:e,width:o,height:s,fill:u.text}),a]}var C=t=>getComputedStyle(document.documentElement).getPropertyValue(`--${t}`).trim();function lt(t,e,n){return{"font-family":C(t),"font-size":e,fill:C(n),"xml:space":"preserve"}}function pt(t,e,n){return t.map((r,o)=>f("tspan",{x:w,y:e+(o+.75)*n},r))}function _(t){let e=t.viewBox.baseVal,n=t.getBoundingClientRect(),[r,o]=e?.width?[e.x,e.y]:[0,0],s=e?.width||n.width,i=Number(t.dataset.pictureHeight)||e?.height||n.height;return{width:s,height:i,viewBox:`${r} ${o} ${s} ${i}`}}function dt(t,e,n){let r=Math.max(8,Math.floor(e/(n*Gt))),o=t.split(/\s+/).flatMap(i=>i.match(new RegExp(`.{1,${r}}`,"gsu"))??[]),s=[];for(let i of o){let a=s[s.length-1];a!==void 0&&a.length+1+i.length<=r?s[s.length-1]=`${a} ${i}`:s.push(i)}return s}function te(t){let e=t.cloneNode(!0);return mt(t,e,null),e.removeAttribute("id"),e}function mt(t,e,n){let r=getComputedStyle(t),o=a=>t.classList.contains(a);if(r.display==="none"&&!t.closest(Xt)&&!o("picture-only")||o("screen-only"))return e.remove();for(let{name:a,value:l}of[...e.attributes])Vt.test(a)?e.removeAttribute(a):a==="href"&&!l.startsWith("#")&&e.setAttribute(a,new URL(l,location.href).href);for(let a of zt)ft(e,a,r.getPropertyValue(a),n?.getPropertyValue(a));for(let[a,l]of Object.entries(Jt))ft(e,a,r.getPropertyValue(a),l);let i=[...e.children];[...t.children].forEach((a,l)=>mt(a,i[l],r))}function ft(t,e,n,r){if(t.removeAttribute(e),!n||n===r)return;let o=/(fill|stroke|color)$/.test(e)?gt(n):null;t.setAttribute(e,o?.text??n.replace(/url\("([^"]*)"\)/g,"url($1)")),o&&o.alpha<1&&t.setAttribute(e.replace(/(-color)?$/,"-opacity"),String(o.alpha))}function gt(t){let e=/^(rgba?|color)\((?:srgb )?([\d.e-]+)[, ]+([\d.e-]+)[, ]+([\d.e-]+)(?:[,/ ]+([\d.e-]+))?\)$/.exec(t);if(!e)return null;let n=e[1]==="color"?255:1;return{text:`#${e.slice(2,5).map(o=>Math.max(0,Math.min(255,Math.round(Number(o)*n)))).map(o=>o.toString(16).padStart(2,"0")).join("")}`,alpha:e[5]===void 0?1:Number(e[5])}}var ee=/^\/v1\/(?:(events|quotes|articles)(?:\/(?:aggregate|export))?|(graph)\/\w+)$/,ne=200;async function wt(t){let[e,n]=await Promise.all([y("/v1"),re(t)]),r=n?e.datasets.filter(o=>n.has(o.slug)):e.datasets;return{revision:e.revision,datasets:r}}async function re(t){let e=ee.exec(t.path);try{if(e)return new Set(await oe(e[1]??"events",t));let n=await y(t.path);return n.dataset?new Set([n.dataset]):null}catch{return null}}async function oe(t,e){let n=new URLSearchParams([...H(e),["group_by","dataset"],["top",String(ne)]]),{data:r}=await y(`/v1/${t}/aggregate?${n}`);return r.map(o=>o.dataset)}var se=5,ae=60,ie=[{name:"link",title:"Link",shown:ce},{name:"api",title:"API",shown:ue},{name:"curl",title:"curl",shown:({call:t,copy:e})=>[e(`${K(t)}
`,"In a terminal")]},{name:"python",title:"Python",shown:({call:t,copy:e})=>[e(tt(t),"With requests and pandas")]},{name:"r",title:"R",shown:({call:t,copy:e})=>[e(et(t),"With jsonlite")]},{name:"csv",title:"CSV",shown:le,fits:({call:t})=>$(t)!==null},{name:"grafana",title:"Grafana",shown:pe,fits:({call:t})=>t.shape!=="file"},{name:"embed",title:"Embed",shown:de,fits:({use:t})=>!!t.embed},{name:"cite",title:"Cite",shown:he},{name:"picture",title:"Picture",shown:me,fits:({use:t})=>!!t.picture?.().length}];function bt(t){return ie.filter(({fits:e})=>!e||e(t))}function ce({copy:t}){return[t(location.href,"The page as you see it")]}function ue({call:t,copy:e}){let n=p(t);return[e(n,"What this panel shows, as JSON"),c("p",{},I("Open it",n)," \xB7 ",I("All parameters","/docs"))]}function le({call:t,copy:e}){let n=p($(t)??t);return[`${t.shape==="rows"?"The rows of this panel":"All that matches, a row a record"}. Codes begin with zeros: read them as text.`,c("p",{},c("a",{class:"plain",href:n,download:""},S("down"),"Download CSV")),e(n,"Its address, for a program")]}async function pe({call:t,copy:e}){let n=t.shape==="list"?v(t,"limit",String(se)):t,r=await y(p({...n,origin:""})),o=rt(t,t.shape==="record"?[r]:r.data);return["With the Infinity data source:",c("dl",{class:"use-fields"},[["Type","JSON"],["Parser","Backend"],["Source","URL"],["URL",o.url],["Root selector",o.root_selector||"(empty)"],["Columns",o.columns.map(({selector:s,type:i})=>`${s} (${i})`).join(", ")]].map(([s,i])=>[c("dt",{},s),c("dd",{},i)])),e(JSON.stringify(o,null,2),"The same for the JSON of a panel")]}async function de({use:t,call:e,copy:n}){let r=`${t.embed}#${fe()}`;return[n(nt(r,await O(t),e.origin),"For a page of yours"),"The script gives the frame its height. theme=light or theme=dark in place of auto chooses its colours.",c("p",{},I("See it alone",r))]}function fe(){let{id:t,options:e}=q(),n=t?new URLSearchParams:e;return n.delete("from"),n.set("theme","auto"),n}async function he({use:t,call:e,copy:n}){let r={title:await O(t),url:location.href,accessed:new Date,...await wt(e)};return[n(X(r),"In words"),n(Y(r),"BibTeX"),n(Q(r),"CSL-JSON")]}async function me({use:t}){let e={title:await O(t),source:location.href},r=Object.entries({SVG:j,PNG:ht}).map(([o,s])=>c("button",{class:"plain",type:"button",onclick:async()=>{let i=t.picture?.()??[];i.length&&we(await s(i,e),ge(t.title,o))}},S("down"),`Download ${o}`));return["As it is drawn now, with its title and source. SVG stays sharp at any size.",c("p",{class:"use-files"},r)]}function ge(t,e){return`${t.replace(/[^\p{L}\p{N}]+/gu,"-").slice(0,ae)}.${e}`.toLowerCase()}function we(t,e){let n=URL.createObjectURL(t);c("a",{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),6e4)}function I(t,e){return c("a",{href:e,target:"_blank",rel:"noopener"},t)}function yt(t,e){return{use:t,call:B(t.path,location.origin),copy:e}}var be=2e3,N="";function en(t){let e=document.activeElement,n=c("p",{class:"unseen",role:"status"}),r=c("dialog",{class:"use","aria-labelledby":"use-title"}),o=yt(t,Oe(r,n)),s=bt(o),i=c("div",{class:"use-shown",role:"tabpanel",id:"use-shown",tabindex:0}),a=s.map(u=>$e(u,()=>l(u)));async function l(u){N=u.name;for(let g of a){let U=g.id===`use-${u.name}`;g.setAttribute("aria-selected",String(U)),g.tabIndex=U?0:-1}i.setAttribute("aria-labelledby",`use-${u.name}`),i.setAttribute("aria-busy","true");let h=await xe(u,o);N===u.name&&(b(i,h),i.setAttribute("aria-busy","false"))}r.append(ye(t,r),c("div",{class:"use-tabs",role:"tablist","aria-label":"Ways to use this",onkeydown:Se},a),i,n),r.addEventListener("click",u=>u.target===r&&r.close()),r.addEventListener("close",()=>{r.remove(),e?.focus()}),document.body.append(r),r.showModal(),l(s.find(({name:u})=>u===N)??s[0]),a.find(u=>u.tabIndex===0)?.focus()}function ye({title:t},e){return c("header",{class:"use-head"},c("h2",{id:"use-title"},c("span",{class:"muted"},"Use this: "),t),c("button",{class:"quiet",type:"button","aria-label":"Close",onclick:()=>e.close()},S("close")))}function $e({name:t,title:e},n){return c("button",{class:"use-tab",type:"button",role:"tab",id:`use-${t}`,"aria-controls":"use-shown",onclick:n},e)}async function xe(t,e){try{return(await t.shown(e)).map(n=>typeof n=="string"?c("p",{},n):n)}catch(n){return[D(n)]}}function Se(t){let e=[...t.currentTarget.children],n=e.indexOf(t.target),o={ArrowRight:n+1,ArrowDown:n+1,ArrowLeft:n-1,ArrowUp:n-1,Home:0,End:-1}[t.key];if(o===void 0)return;t.preventDefault();let s=e.at(o%e.length);s.focus(),s.click(),s.scrollIntoView({block:"nearest",inline:"nearest"})}function Oe(t,e){return(n,r)=>{let o=c("span",{},"Copy"),s=l=>{b(o,l),b(e,l),setTimeout(()=>(b(o,"Copy"),b(e)),be)},i=c("pre",{class:"use-code",tabindex:0},c("code",{},n)),a=c("button",{class:"plain use-copy",type:"button","aria-label":`Copy: ${r}`,onclick:async()=>s(await W(n,t)?"Copied":"Cannot copy here: select it")},o);return c("div",{class:"use-words"},c("div",{class:"use-words-head"},c("h3",{},r),a),i)}}export{en as openUse};
