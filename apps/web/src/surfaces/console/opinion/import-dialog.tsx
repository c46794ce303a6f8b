import { importOpinionFile, listOpinionTopics } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { App } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { opinionTexts } from './opinion.texts.ts'

interface FileGiven {
  format: 'jsonl' | 'csv'
  content: string
}

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'jsonl', label: 'JSON Lines' },
]

/** Takes a file of public texts and says which lines were wrong. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(opinionTexts)
  const { modal } = App.useApp()
  const take = async (body: FileGiven) => {
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
        { name: 'content', label: texts.content, kind: 'area', required: true, rows: 12, maxLength: 900_000 },
      ]}
      act={take}
      onClose={onClose}
    />
  )
}
