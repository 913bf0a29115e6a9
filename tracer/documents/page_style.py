"""The style sheet of the report's page: system fonts, black on white, made to be printed."""

STYLE = """
:root{color-scheme:only light;--ink:#1b1f24;--faint:#5b6470;--rule:#d5dae0;--paper:#fff;--ground:#eef0f2;--accent:#14663a}
*{box-sizing:border-box}
html{font-size:16px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.55;
font-family:"Source Serif 4","Charter","Noto Serif",Georgia,"Times New Roman",serif}
main{max-width:66rem;margin:2rem auto;background:var(--paper);padding:3.5rem 4rem;box-shadow:0 1px 3px #0002}
h1,h2,h3,th,caption,dt,.kind,nav,figcaption,.nature b,.warning b{font-family:system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans","DejaVu Sans",Arial,sans-serif}
.kind{margin:0;color:var(--faint);font-size:.82rem;letter-spacing:.09em;text-transform:uppercase}
h1{margin:.2rem 0 1.4rem;font-size:2rem;line-height:1.2;letter-spacing:-.01em}
h2,h3{margin:3rem 0 1rem;padding-top:1rem;border-top:2px solid var(--ink);font-size:1.2rem;line-height:1.3}
h2.part{border-top:0;padding-top:2rem;font-size:1.5rem}
h2.part+section h3{margin-top:1rem}
p{margin:.8rem 0;max-width:48rem}
p,li{overflow-wrap:break-word}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.7rem 1.6rem;margin:0 0 1.4rem;
padding:1rem 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
dt{color:var(--faint);font-size:.74rem;letter-spacing:.03em}
dd{margin:0;overflow-wrap:anywhere}
.warning,.nature{padding:.55rem .9rem;border-left:4px solid var(--faint);background:#f5f6f7;font-size:.95rem}
.warning{border-color:#b3361f;background:#fdf3f0}
.nature b,.warning b{margin-right:.45rem;font-size:.72rem;letter-spacing:.06em;text-transform:uppercase}
.fact{border-color:#14663a;background:#f1f8f4}
.convention{border-color:#1d5fa8;background:#f1f6fc}
.inference{border-color:#97690a;background:#fdf8ea}
.asserted{border-color:#6d28a8;background:#f8f3fd}
nav{margin:1.6rem 0;font-size:.88rem}
nav ol{columns:2;column-gap:2.5rem;margin:0;padding-left:1.4rem}
nav a{color:inherit;text-decoration-color:var(--rule);text-underline-offset:.2em}
.wide{overflow-x:auto;margin:1.4rem 0}
table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.4}
caption{text-align:left;font-weight:600;font-size:.9rem;padding-bottom:.5rem}
@media screen{.wide{container-type:inline-size}
caption span{display:inline-block;position:sticky;left:0;max-width:100cqw}}
th{padding:.4rem 1rem .4rem 0;border-bottom:1.5px solid var(--ink);text-align:left;vertical-align:bottom;
font-size:.74rem;font-weight:600;color:var(--faint)}
td{padding:.42rem 1rem .42rem 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:0}
td.number,th.number{text-align:right}
td.number{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8rem;
font-variant-numeric:tabular-nums lining-nums;white-space:nowrap;overflow-wrap:normal}
code,pre{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.76rem}
td.hash{min-width:17rem;width:17rem}
td.time{white-space:nowrap}
code{overflow-wrap:anywhere;word-break:break-all}
pre{padding:.9rem 1.1rem;background:#f5f6f7;border:1px solid var(--rule);white-space:pre-wrap;overflow-wrap:anywhere}
.total tbody tr:last-child td{border-top:1.5px solid var(--ink);border-bottom:0;font-weight:700;color:var(--accent)}
figure{margin:1.4rem 0;overflow-x:auto}
figure svg{display:block}
figcaption{margin-top:.4rem;color:var(--faint);font-size:.82rem}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid #1d5fa8;outline-offset:2px}
@media (max-width:50rem){main{margin:0;padding:1.5rem 1.1rem}nav ol{columns:1}}
@media print{
@page{size:A4;margin:16mm 14mm}
@page wide{size:A4 landscape;margin:11mm 12mm}
html{font-size:9.5pt}
body{background:none}
main{max-width:none;margin:0;padding:0;box-shadow:none}
h2,h3,caption,thead{break-after:avoid}
tr,figure,.nature,.warning{break-inside:avoid}
thead{display:table-header-group}
.wide,figure{overflow:visible}
figure.flat{page:wide;break-before:page;margin:0}
figure svg{width:100%;height:auto}
figure.flat svg{max-height:172mm}
table{font-size:.8rem}
td.number,code{font-size:.7rem}
td.hash{min-width:0;width:15.6rem}
td,th{padding-right:.6rem}
figure.tall svg{max-height:225mm}
nav{display:none}
}
"""  # noqa: E501 - a page holds these bytes
