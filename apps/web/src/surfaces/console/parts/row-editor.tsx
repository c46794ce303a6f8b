import { useTexts } from '@civitas/ui'
import { Button, Input, Table } from 'antd'
import type { ReactNode } from 'react'
import { consoleTexts } from '../shell/console.texts.ts'

/** One row as it is drawn: what it says, how it is changed, and how a control of it is called by its place. */
export interface EditedRow<Row> {
  row: Row
  change: (by: Partial<Row>) => void
  labelOf: (title: string) => string
}

/** A column of words, or one drawn with a control of its own. */
export type EditorColumn<Row> = {
  title: string
  width?: number
} & ({ text: keyof Row & string; isFixed?: boolean } | { render: (edited: EditedRow<Row>) => ReactNode })

interface RowEditorProps<Row> {
  value?: readonly Row[]
  onChange?: (rows: Row[]) => void
  columns: readonly EditorColumn<Row>[]
  /** The words of the button that adds a row, and the row it adds. Without it rows are neither added nor taken away. */
  add?: { title: string; row: Row }
  none?: ReactNode
  height?: number
  /** Other ways to add rows, beside the button. */
  beside?: ReactNode
}

/** A short list written row by row, in a form: every control is named by its column and its row. */
export function RowEditor<Row extends object>({
  value = [],
  onChange,
  columns,
  add,
  none,
  height,
  beside,
}: RowEditorProps<Row>) {
  const { rows: texts } = useTexts(consoleTexts)
  const change = (at: number, by: Partial<Row>) =>
    onChange?.(value.map((one, i) => (i === at ? { ...one, ...by } : one)))
  const drawn = columns.map((column) => ({
    title: column.title,
    render: (_: unknown, row: Row, at: number) => {
      const labelOf = (title: string) => texts.ofRow(title, at + 1)
      const edited = { row, change: (by: Partial<Row>) => change(at, by), labelOf }
      return 'text' in column ? <Words edited={edited} column={column} /> : column.render(edited)
    },
  }))
  const remove = {
    title: '',
    key: 'remove',
    render: (_: unknown, __: Row, at: number) => (
      <Button
        size="small"
        type="text"
        aria-label={texts.ofRow(texts.remove, at + 1)}
        onClick={() => onChange?.(value.toSpliced(at, 1))}
      >
        {texts.remove}
      </Button>
    ),
  }
  return (
    <>
      <Table<Row>
        size="small"
        rowKey={(_, i) => String(i)}
        pagination={false}
        scroll={{ x: 'max-content', ...(height ? { y: height } : {}) }}
        dataSource={value}
        {...(none ? { locale: { emptyText: none } } : {})}
        columns={add ? [...drawn, remove] : drawn}
      />
      {add ? (
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 8 }}>
          <Button size="small" onClick={() => onChange?.([...value, add.row])}>
            {add.title}
          </Button>
          {beside}
        </div>
      ) : null}
    </>
  )
}

interface WordsProps<Row> {
  edited: EditedRow<Row>
  column: Extract<EditorColumn<Row>, { text: string }>
}

function Words<Row extends object>({ edited: { row, change, labelOf }, column }: WordsProps<Row>) {
  const { text, title, width, isFixed } = column
  return (
    <Input
      {...(width ? { style: { width } } : {})}
      aria-label={labelOf(title)}
      disabled={isFixed}
      value={String(row[text] ?? '')}
      onChange={(event) => change({ [text]: event.target.value } as unknown as Partial<Row>)}
    />
  )
}
