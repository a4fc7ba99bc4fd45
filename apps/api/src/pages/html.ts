const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** A whole page. The style is a file of its own, so that no inline code is allowed anywhere. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Toolwright</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<p class="brand"><a href="/">Toolwright</a></p>
${body}
</main>
</body>
</html>
`;
}

export const STYLE = `
:root { --text: #1c2430; --soft: #566275; --back: #f6f7f9; --card: #ffffff; --line: #d9dee6; --accent: #1d5fd0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6eaf0; --soft: #9aa7ba; --back: #12161c; --card: #1a2029; --line: #2d3643; --accent: #7fb0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
.brand a { color: var(--soft); text-decoration: none; font-weight: 600; letter-spacing: .02em; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .4rem 0 1rem; }
a { color: var(--accent); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.3rem; margin: 1.2rem 0; }
pre { overflow-x: auto; background: var(--back); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; font-size: .88rem; }
label { display: block; font-weight: 600; margin-bottom: .3rem; }
input { width: 100%; padding: .55rem .7rem; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 8px; }
button { margin-top: 1rem; padding: .6rem 1.2rem; font: inherit; font-weight: 600; color: var(--card); background: var(--accent); border: 0; border-radius: 8px; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); }
`;
