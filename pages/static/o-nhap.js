/* Boxes that stand below each other: Enter and the arrows go to the box below or above, whose words are typed over. Leaving a
   box commits it, so nothing that was typed waits for the page. */
(() => {
  if (window.oNhap) return
  window.oNhap = true
  const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }
  const COLUMN = /st-key-o_(?:diem|ly_do)_/
  document.addEventListener('keydown', (event) => {
    const step = STEPS[event.key] * (event.shiftKey ? -1 : 1)
    const column = event.target.closest?.('[class*="st-key-o_"]')?.className.match(COLUMN)?.[0]
    if (!step || !column || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    const boxes = [...document.querySelectorAll(`[class*="${column}"] input`)]
    const next = boxes[boxes.indexOf(event.target) + step]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.select()
  })
})()
