import type { DataExport } from '@civitas/sdk'

/** Hands the file of an export to the browser. */
export function saveExport(made: DataExport, bytes: Uint8Array): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]))
  link.download = `${made.datasetName}.${made.format}`
  link.click()
  URL.revokeObjectURL(link.href)
}
