// The colour well and the field beside it say the same; what is chosen in one is the other's.
document.addEventListener("input", (e) => {
  const well = e.target.closest("[data-color-for]");
  if (well) document.getElementById(well.dataset.colorFor).value = well.value;
  else if (/^#[0-9a-f]{6}$/i.test(e.target.value)) {
    const beside = document.querySelector(`[data-color-for="${CSS.escape(e.target.id)}"]`);
    if (beside) beside.value = e.target.value;
  }
});
