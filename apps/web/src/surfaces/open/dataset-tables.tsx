import { type OpenDataset, readOpenRows } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

const previewRows = 20

/** The first rows, as they are in the files. */
export function PreviewTable({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const read = useRead(readOpenRows, { params: { name: dataset.name }, query: { limit: previewRows } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { fields, items, total } = read.data
  const isNumber = (type: string) => type === 'integer' || type === 'number'
  return (
    <>
      <p className={styles.quiet}>{texts.firstRows(formatNumber(items.length), formatNumber(total))}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={styles.scroll} tabIndex={0} aria-label={texts.tabs.table}>
        <table className={styles.table}>
          <thead>
            <tr>
              {fields.map((field) => (
                <th key={field.name} scope="col" className={isNumber(field.type) ? styles.number : ''}>
                  {field.title}
                  {field.unit ? ` (${field.unit})` : ''}
                  {field.shown === 'none' ? '' : ` · ${texts.field.masked}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a preview have no key and do not move
              <tr key={i}>
                {fields.map((field) => (
                  <td key={field.name} className={isNumber(field.type) ? styles.number : ''}>
                    {shown(row[field.name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '—'
  // As many digits as a person reads; the files hold all of them.
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The dictionary: what each column means. */
export function FieldTable({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const words = texts.field
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={styles.scroll} tabIndex={0} aria-label={texts.tabs.fields}>
      <table className={styles.table}>
        <thead>
          <tr>
            {[words.title, words.name, words.type, words.unit, words.note].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dataset.fields.map((field) => (
            <tr key={field.name}>
              <td>{field.title}</td>
              <td>
                <span className="code">{field.name}</span>
              </td>
              <td>{texts.types[field.type]}</td>
              <td>{field.unit ?? '—'}</td>
              <td>
                {[field.description, field.shown === 'none' ? '' : words.masked]
                  .filter(Boolean)
                  .join(' · ') || '—'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
