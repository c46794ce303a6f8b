import { getPartStatistics, importParts, listParts, type OperationOutput } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { App, Button, Upload } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { cityPartsTexts } from './city-parts.texts.ts'

interface Seen {
  answer: OperationOutput<typeof importParts>
  fileName: string
  content: string
}

/** Reads a census from a file: first what is right and what is wrong in it, then, when agreed, the rows that are right. */
export function ImportCensus() {
  const texts = useTexts(cityPartsTexts)
  const { message } = App.useApp()
  const [seen, setSeen] = useState<Seen | null>(null)
  const read = async (file: File) => {
    const given = { fileName: file.name, content: await toBase64(file) }
    try {
      setSeen({ answer: await client.call(importParts, { body: { ...given, commit: false } }), ...given })
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  return (
    <>
      <Upload
        accept=".xlsx,.csv"
        showUploadList={false}
        beforeUpload={(file) => {
          void read(file)
          return false
        }}
      >
        <Button>{texts.import}</Button>
      </Upload>
      {seen ? (
        <ActDialog
          title={texts.import}
          comment="none"
          why={texts.importWhy(formatNumber(seen.answer.rows), formatNumber(seen.answer.right))}
          isReady={seen.answer.right > 0}
          act={async () => {
            const { fileName, content } = seen
            await client.call(importParts, { body: { fileName, content, commit: true } })
          }}
          onClose={() => {
            setSeen(null)
            refresh(listParts, getPartStatistics)
          }}
        >
          {seen.answer.problems.slice(0, 20).map((one) => (
            <p key={`${one.row} ${one.column}`}>
              {texts.problemAt(formatNumber(one.row), one.column)} {one.message}
            </p>
          ))}
        </ActDialog>
      ) : null}
    </>
  )
}
