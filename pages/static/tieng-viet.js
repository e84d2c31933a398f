/* Streamlit says some words in English only. This file says them in Vietnamese: texts, and names that
   screen readers read; and it mends two things at the end of it. Nothing is taken from anywhere else, and no file of Streamlit is changed. */
(() => {
  if (window.tiengViet) return
  window.tiengViet = true
  document.documentElement.lang = 'vi'

  const WORDS = {
    // frame
    'Skip to main content': 'Đến nội dung chính', 'Main menu': 'Trình đơn chính', 'Sidebar': 'Thanh bên',
    'App pages': 'Các trang', 'Collapse sidebar': 'Thu thanh bên', 'Expand sidebar': 'Mở thanh bên',
    'Open sidebar': 'Mở thanh bên', 'Close sidebar': 'Thu thanh bên', 'Open navigation': 'Mở danh sách trang',
    'Running...': 'Đang chạy…', 'RUNNING...': 'Đang chạy…', 'Stop': 'Dừng', 'Rerun': 'Chạy lại',
    'Print': 'In trang', 'Record screen': 'Quay màn hình', 'Theme': 'Giao diện', 'System': 'Theo máy', 'Light': 'Sáng',
    'Dark': 'Tối', 'Settings': 'Cài đặt', 'About': 'Giới thiệu', 'Made with Streamlit v': 'Dùng Streamlit bản ',
    'Copy version to clipboard': 'Chép số phiên bản', 'View less': 'Thu gọn', 'View more': 'Xem thêm',
    'view less': 'Thu gọn', 'view more': 'Xem thêm',
    // connection and pages
    'Connecting': 'Đang kết nối', 'Connecting to Streamlit server': 'Đang kết nối với máy chủ',
    'Connection error': 'Mất kết nối', 'Connection lost': 'Mất kết nối', 'Disconnected': 'Mất kết nối',
    'Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:':
      'Mất kết nối với máy chủ; trang tự kết nối lại khi máy chủ chạy. Nếu lâu chưa được, báo người quản trị.',
    'Page not found': 'Không có trang này', 'Error': 'Lỗi',
    // lists
    'No results': 'Không tìm thấy', 'No options to select': 'Không có lựa chọn', 'Choose an option': 'Chọn',
    'Choose options': 'Chọn', 'Select all': 'Chọn tất cả', 'Clear all': 'Bỏ tất cả', 'Clear value': 'Bỏ chọn', 'Open': 'Mở',
    'Dismiss': 'Đóng', 'Close': 'Đóng', 'Remove': 'Bỏ', 'Clear': 'Bỏ', 'Help': 'Giải thích',
    // files
    'Upload': 'Chọn tệp', 'file upload': 'chọn tệp', 'Browse files': 'Chọn tệp', 'Drag and drop file here': 'Kéo tệp vào đây',
    'Drag and drop files here': 'Kéo tệp vào đây', 'Drag and drop a file here': 'Kéo tệp vào đây',
    'Add files': 'Thêm tệp', 'Error:': 'Lỗi:', 'Delete file': 'Bỏ tệp', 'Remove file': 'Bỏ tệp',
    // dates
    'Use arrow keys to navigate dates. Enter to select. Escape to close.':
      'Dùng phím mũi tên để chọn ngày, Enter để nhận, Escape để đóng.',
    'Choose date': 'Chọn ngày', 'Clear date': 'Bỏ ngày', 'Next': 'Tháng sau', 'Previous': 'Tháng trước', 'Next month': 'Tháng sau',
    'Previous month': 'Tháng trước', 'dd': 'ngày', 'mm': 'tháng', 'yyyy': 'năm', 'day': 'ngày', 'month': 'tháng', 'year': 'năm',
    // tables and charts
    'Search': 'Tìm', 'Type to search': 'Gõ để tìm', 'Fullscreen': 'Toàn màn hình', 'Close fullscreen': 'Thôi toàn màn hình',
    'Show/hide columns': 'Ẩn, hiện cột', 'Download as CSV': 'Tải CSV', 'Sort ascending': 'Xếp tăng dần',
    'Sort descending': 'Xếp giảm dần', 'Autosize': 'Vừa nội dung', 'Pin column': 'Ghim cột', 'Unpin column': 'Bỏ ghim cột',
    'Hide column': 'Ẩn cột', 'Format': 'Định dạng', 'Statistics': 'Thống kê', 'Show data': 'Hiện số liệu',
    'Show chart': 'Hiện biểu đồ', 'Copy to clipboard': 'Chép', 'Copied': 'Đã chép', 'Previous Result': 'Kết quả trước',
    'Copy Vega-Lite spec': 'Chép mã biểu đồ', 'visualization': 'biểu đồ', 'Next Result': 'Kết quả sau', 'Close Search': 'Thôi tìm', 'Grid': 'Bảng', 'Loading': 'Đang tải',
  }
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
    'November', 'December']
  const DATE = new RegExp(`(?:[A-Z][a-z]+day, )?(${MONTHS.join('|')}) (\\d+), (\\d{4})`, 'g')
  const FORMS = [
    [/^(\d+) options? available\.$/, '$1 lựa chọn.'],
    [/^(\d+|many) results?$/, '$1 kết quả'], [/^(\d+) of (\d+)$/, '$1/$2'],
    [/^(Show\/hide columns|Search|Fullscreen|Close fullscreen|Download as CSV|Show data|Show chart|Copy Vega-Lite spec): (.*)$/s, (_, act, name) => `${WORDS[act]}: ${name}`],
    [/^Remove (.+)$/s, 'Bỏ $1'], [/^Help for (.+)$/s, 'Giải thích: $1'], [/^(.+), selected\.$/s, '$1, đã chọn.'],
    [/^(.+ \d{4}) selected$/, '$1, đã chọn'],
    [/^option (.+)$/s, 'lựa chọn $1'],
    [/^(day|month|year), (.+)$/s, (_, part, name) => `${WORDS[part]}, ${name}`],
    [/^[a-z]+ mark( container)?$/, 'phần của biểu đồ'],
    [/^Choose date, (.+)$/, 'Chọn ngày, $1'],
    [/^Selected Date: (.+)$/, 'Ngày đã chọn: $1'], [/^Today, (.+)$/, 'Hôm nay, $1'],
    [/^(?:Limit )?([\d.]+)MB per file(.*)$/, 'Mỗi tệp không quá $1 MB'],
    [/^File must be ([\d.]+)MB or smaller\.$/, 'Tệp phải nhỏ hơn $1 MB.'],
    [/^(?:Error: )?AxiosError: Request failed with status code 413$/, 'Không nhận: các tệp đang chọn quá lớn; bỏ bớt tệp rồi thử lại.'],
    [/^(?:Error: )?AxiosError: .*$/s, 'Chưa gửi được tệp; bỏ tệp này rồi chọn lại.'],
    [/^(.+) files are not allowed\.$/, 'Không nhận tệp $1.'],
    [/^You can only select up to (\d+) options?\. Remove an option first\.$/, 'Chọn nhiều nhất $1 mục; bỏ bớt một mục trước.'],
    [/^The page that you have requested does not seem to exist\..*$/, 'Địa chỉ này không có trang; đang mở trang đầu.'],
    [/^Selected (.+)$/s, 'Đã chọn $1'],
  ]

  const said = (text) => {
    const bare = text.trim()
    if (!bare || !/[A-Za-z]{2}/.test(bare)) return text
    let found = Object.hasOwn(WORDS, bare) ? WORDS[bare] : bare
    if (found === bare) for (const [form, words] of FORMS) if (form.test(bare)) { found = bare.replace(form, words); break }
    found = found.replace(DATE, (_, month, day, year) => `${day}/${MONTHS.indexOf(month) + 1}/${year}`)
    return found === bare ? text : text.replace(bare, () => found)
  }

  // what people wrote, and words of the pages, are Vietnamese already: only the exact words above are replaced
  const NAMES = ['aria-label', 'title', 'placeholder', 'aria-roledescription']
  const OURS = '[data-testid="stMarkdownContainer"], [data-testid="stHtml"], textarea, script, style, .vega-embed'
  const ofText = (node) => {
    const place = node.parentElement
    if (place?.closest(OURS) && !place.closest('[data-testid="stFileUploaderDropzone"]')) return
    const words = said(node.data)
    if (words !== node.data) node.data = words
  }
  const ofNames = (element) => {
    for (const name of NAMES) {
      const now = element.getAttribute(name)
      if (now === null) continue
      const words = said(now)
      if (words !== now) element.setAttribute(name, words)
    }
  }
  const whole = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return ofText(root)
    if (root.nodeType !== Node.ELEMENT_NODE) return
    ofNames(root)
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) walk.currentNode.nodeType === Node.TEXT_NODE ? ofText(walk.currentNode) : ofNames(walk.currentNode)
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(whole)
      else if (change.type === 'characterData') ofText(change.target)
      else ofNames(change.target)
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
  })
  whole(document.body)

  // As a box is left by a press, its words and the press are two messages at once, and the press may come first: then the
  // server saves what stood there before, or stays on the page. So the press waits until the words are on their way.
  const PRESSED = '[data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"], [data-testid="stButton"] button, '
    + '[data-testid="stFormSubmitButton"] button'
  const WAIT = 250  // milliseconds
  let left = -WAIT
  document.addEventListener('focusout', (event) => {
    if (event.target.matches?.('input, textarea, [role="spinbutton"]')) left = performance.now()
  }, true)
  document.addEventListener('click', (event) => {
    const pressed = event.target.closest?.(PRESSED), wait = left + WAIT - performance.now()
    if (!pressed || wait <= 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const again = () => pressed.isConnected || !pressed.getAttribute('href') ? pressed
      : document.querySelector(`a[href="${CSS.escape(pressed.getAttribute('href'))}"]`)
    setTimeout(() => again()?.click(), wait + 1)
  }, true)

  // What a mouse is told over a mark of a chart a finger is told by a tap on it, until the next tap.
  document.addEventListener('click', (event) => {
    if (event.pointerType !== 'touch') return
    document.getElementById('vg-tooltip-element')?.classList.remove('visible')
    if (!event.target.closest?.('[data-testid="stVegaLiteChart"] svg')) return
    const { clientX, clientY } = event
    event.target.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerType: 'mouse', clientX, clientY }))
  })
})()
