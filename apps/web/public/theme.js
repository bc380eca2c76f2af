// Marks the chosen theme before anything is drawn, so that no page flashes in the other one. The menu that chooses it is
// in src/features/theme.
(() => {
  const theme = localStorage.getItem('commonseal.theme');
  if (theme !== 'light' && theme !== 'dark') return;
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]').content = theme;
})();
