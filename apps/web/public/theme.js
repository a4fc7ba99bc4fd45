// Before the first paint, so that a dark page never flashes light. A file of its own: inline scripts are not allowed.
try {
  const chosen = localStorage.getItem('toolwright-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is off: the system's theme holds.
}
