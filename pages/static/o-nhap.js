/* Boxes that stand below each other: Enter and the arrows go to the box below or above, whose words are typed over. Leaving a
   box commits it, so nothing that was typed waits for the page. */
(() => {
  if (window.oNhap) return
  window.oNhap = true
  const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }
  const COLUMN = /st-key-o_(?:diem|ly_do)_/
  // The view of a meeting has one box, and the keys go on to the next criterion or unit, whose box is written into.
  const MOVES = { Enter: 1, ArrowDown: 1, PageDown: 1, ArrowRight: 1, ArrowUp: -1, PageUp: -1, ArrowLeft: -1 }
  const meeting = () => document.querySelector('.st-key-hop_sau')
  const goOn = (from, times) => {
    const box = document.querySelector('.st-key-hop_noi_dung [class*="st-key-o_diem_"] input')
    if (box && box !== from) {
      box.focus()
      box.select()
    } else if (times) setTimeout(goOn, 100, from, times - 1)
  }
  document.addEventListener('keydown', (event) => {
    const move = MOVES[event.key], box = event.target
    if (!move || !meeting() || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    const isScore = box.closest?.('[class*="st-key-o_diem_"]')
    if (!isScore && box !== document.body) return
    const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight'
    if ((isSideways && box.value) || (event.key === 'Enter' && !isScore)) return
    const button = document.querySelector(`.st-key-${move > 0 ? 'hop_sau' : 'hop_truoc'} button:not(:disabled)`)
    event.preventDefault()
    if (isScore) box.blur() // which commits what was typed
    if (button) {
      button.click()
      goOn(box, 100)
    }
  })
  document.addEventListener('keydown', (event) => {
    const step = STEPS[event.key] * (event.shiftKey ? -1 : 1)
    const column = event.target.closest?.('[class*="st-key-o_"]')?.className.match(COLUMN)?.[0]
    if (!step || !column || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    const boxes = [...document.querySelectorAll(`[class*="${column}"] input`)]
    const next = boxes[boxes.indexOf(event.target) + step]
    if (!next || meeting()) return
    event.preventDefault()
    next.focus()
    next.select()
  })
})()
