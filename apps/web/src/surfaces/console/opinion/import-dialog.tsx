import { importOpinionFile, listOpinionTopics } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { App } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FileField } from '../parts/file-field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { opinionTexts } from './opinion.texts.ts'

interface FileGiven {
  format: 'jsonl' | 'csv'
  file?: File
  content?: string
}

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'jsonl', label: 'JSON Lines' },
]

/** The words of a file; spreadsheet programs in China often write GB 18030 instead of UTF-8. */
async function readWords(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Takes a file of public texts and says which lines were wrong. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(opinionTexts)
  const { modal } = App.useApp()
  const take = async ({ format, file, content }: FileGiven) => {
    const given = file ? await readWords(file) : (content ?? '')
    if (!given.trim()) throw new Error(texts.fileNeeded)
    const body = { format, content: given }
    const { taken, contents, faults } = await client.call(importOpinionFile, { body })
    refresh(listOpinionTopics)
    modal.info({
      title: texts.imported(taken, contents, faults.length),
      content: faults.slice(0, 20).map((one) => <p key={one.line}>{texts.line(one.line, one.message)}</p>),
    })
  }
  return (
    <FormDialog<FileGiven>
      title={texts.import}
      why={texts.importWhy}
      width={720}
      first={{ format: 'csv' }}
      fields={[
        { name: 'format', label: texts.format, kind: 'choice', required: true, options: formats },
        { name: 'file', label: texts.file, kind: 'custom', control: <FileField label={texts.chooseFile} /> },
        { name: 'content', label: texts.content, kind: 'area', rows: 10, maxLength: 900_000 },
      ]}
      act={take}
      onClose={onClose}
    />
  )
}
