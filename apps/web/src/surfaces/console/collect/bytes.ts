import { formatNumber } from '@civitas/ui'

const units = ['B', 'KB', 'MB', 'GB', 'TB']

/** 3.2 MB for a number of bytes. */
export function formatBytes(bytes: number): string {
  let [value, at] = [bytes, 0]
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024
    at++
  }
  return `${formatNumber(value, at === 0 ? 0 : 1)} ${units[at]}`
}
