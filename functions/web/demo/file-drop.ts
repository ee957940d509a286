import { element } from '../lib/element.ts'
import { words } from '../lib/language.ts'

/** Takes a file that is dropped anywhere on the page, or pasted. */
export function acceptDrops(place: HTMLElement, onFile: (file: File) => void): void {
  const veil = element('div', { class: 'veil', text: () => words().dropHere, attributes: { hidden: true } })
  place.append(veil)
  const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  place.addEventListener('dragover', (event) => {
    if (!hasFile(event)) return
    event.preventDefault()
    veil.hidden = false
  })
  place.addEventListener('dragleave', ({ relatedTarget }) => {
    // Also sent whenever an element inside is left for another.
    if (relatedTarget === null) veil.hidden = true
  })
  place.addEventListener('drop', (event) => {
    veil.hidden = true
    const file = event.dataTransfer?.files[0]
    if (!file) return
    event.preventDefault()
    onFile(file)
  })
  place.addEventListener('paste', ({ clipboardData }) => {
    const file = clipboardData?.files[0]
    if (file) onFile(file)
  })
}
