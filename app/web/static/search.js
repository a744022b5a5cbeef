// The shop's search field: suggestions are walked by keyboard as a list box; without this file they are plain links.
// Then: searches and clicks on what they found are counted for the merchant, after the page is there.
const field = document.querySelector('.shop-search input[type="search"]')
const box = document.getElementById('shop-suggestions')

const options = () => [...box.querySelectorAll('[role="option"]')]

function mark(option) {
  for (const each of options()) each.setAttribute('aria-selected', String(each === option))
  if (option) field.setAttribute('aria-activedescendant', option.id)
  else field.removeAttribute('aria-activedescendant')
  option?.scrollIntoView({ block: 'nearest' })
}

function close() {
  box.replaceChildren()
  mark(null)
  field.setAttribute('aria-expanded', 'false')
}

function step(by) {
  const all = options()
  if (!all.length) return
  const here = all.findIndex((each) => each.getAttribute('aria-selected') === 'true')
  const next = here + by
  mark(next < 0 || next >= all.length ? (here < 0 ? all.at(-1) : null) : all[next])
}

if (field && box) {
  field.setAttribute('role', 'combobox')
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', 'shop-suggestions')
  field.setAttribute('aria-expanded', 'false')
  field.addEventListener('keydown', (event) => {
    const chosen = box.querySelector('[aria-selected="true"]')
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Escape' && box.childElementCount) close()
    else if (event.key === 'Enter' && chosen) chosen.click()
    else return
    event.preventDefault()
  })
  box.addEventListener('htmx:afterSwap', () => {
    mark(null)
    field.setAttribute('aria-expanded', String(options().length > 0 && document.activeElement === field))
  })
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.shop-search')) close()
  })
  field.form.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !field.form.contains(event.relatedTarget)) close()
  })
}

const results = document.querySelector('[data-sought]')

function tell(facts) {
  const form = new URLSearchParams({ q: results.dataset.sought, ...facts })
  navigator.sendBeacon?.('/search/seen', form)
}

if (results) {
  tell({ found: results.dataset.found })
  results.addEventListener('click', (event) => {
    const address = event.target.closest('a[href^="/p/"]')?.pathname
    if (address) tell({ slug: decodeURIComponent(address.slice(3)) })
  })
}
