import {
  exportRegister,
  getModuleStatistics,
  importRegister,
  listModules,
  type OperationOutput,
  type RegisterStatistics,
} from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { App, Button, Upload } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './modules.module.css'
import { modulesTexts } from './modules.texts.ts'

interface RegisterSectionProps {
  register: RegisterStatistics
  division: string | undefined
}

/** A register of a module: how many, where, of which kinds, and its files. */
export function RegisterSection({ register, division }: RegisterSectionProps) {
  const texts = useTexts(modulesTexts)
  const pick = usePick()
  const { type, title, total, changed, places, fields } = register
  const within = division ? `&division=${division}` : ''
  const rows = texts.rowsOf(formatNumber(total))
  return (
    <Section title={pick(title)} extra={<Files type={type} division={division} />}>
      <div className={styles.sum}>
        <Link
          to={`/console/entities?type=${type}${within}`}
          aria-label={`${rows} · ${texts.open} ${pick(title)}`}
        >
          {rows}
        </Link>
        <Quiet>{total === 0 ? texts.empty : texts.changed(formatNumber(changed))}</Quiet>
      </div>
      {total > 0 ? (
        <div className={styles.figures}>
          <Bars
            title={texts.byPlace}
            rows={places.map((one) => ({ name: one.name ?? texts.elsewhere, count: one.count }))}
          />
          {fields.map((field) => (
            <Bars
              key={field.attribute}
              title={pick(field.title)}
              rows={field.values.map((one) => ({
                name: one.title ? pick(one.title) : (one.value ?? texts.blank),
                count: one.count,
              }))}
            />
          ))}
        </div>
      ) : null}
    </Section>
  )
}

function Bars({ title, rows }: { title: string; rows: { name: string; count: number }[] }) {
  const most = Math.max(1, ...rows.map((one) => one.count))
  return (
    <div className={styles.figure}>
      <h3>{title}</h3>
      {rows.slice(0, 12).map((one) => (
        <div key={one.name} className={styles.line}>
          <span>{one.name}</span>
          <i style={{ width: `${(one.count / most) * 100}%` }} />
          <b>{formatNumber(one.count)}</b>
        </div>
      ))}
    </div>
  )
}

interface Seen {
  answer: OperationOutput<typeof importRegister>
  fileName: string
  content: string
}

function Files({ type, division }: { type: string; division: string | undefined }) {
  const texts = useTexts(modulesTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [seen, setSeen] = useState<Seen | null>(null)
  const save = async (content: 'rows' | 'template') => {
    try {
      const query = { content, division: content === 'rows' ? division : undefined }
      const file = await client.call(exportRegister, { params: { type }, query })
      saveFile(new Blob([file.text], { type: 'text/csv;charset=utf-8' }), file.fileName)
      if (content === 'rows') void message.success(texts.exported(formatNumber(file.rows)))
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  const read = async (file: File) => {
    const given = { fileName: file.name, content: await toBase64(file) }
    try {
      const answer = await client.call(importRegister, {
        params: { type },
        body: { ...given, commit: false },
      })
      setSeen({ answer, ...given })
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  return (
    <div className={styles.files}>
      <Button size="small" onClick={() => void save('rows')}>
        {texts.export}
      </Button>
      {may('entities.write') ? (
        <>
          <Button size="small" onClick={() => void save('template')}>
            {texts.template}
          </Button>
          <Upload
            accept=".xlsx,.csv"
            showUploadList={false}
            beforeUpload={(file) => {
              void read(file)
              return false
            }}
          >
            <Button size="small">{texts.import}</Button>
          </Upload>
        </>
      ) : null}
      {seen ? <AgreeImport type={type} seen={seen} onClose={() => setSeen(null)} /> : null}
    </div>
  )
}

function AgreeImport({ type, seen, onClose }: { type: string; seen: Seen; onClose: () => void }) {
  const texts = useTexts(modulesTexts)
  const { answer, fileName, content } = seen
  return (
    <ActDialog
      title={texts.import}
      comment="none"
      why={texts.importWhy(formatNumber(answer.rows), formatNumber(answer.right))}
      isReady={answer.right > 0}
      act={async () => {
        const body = { fileName, content, commit: true }
        await client.call(importRegister, { params: { type }, body })
        refresh(listModules, getModuleStatistics)
      }}
      onClose={onClose}
    >
      {answer.problems.slice(0, 20).map((one) => (
        <p key={`${one.row} ${one.column}`}>
          {texts.problemAt(formatNumber(one.row), one.column)} {one.message}
        </p>
      ))}
    </ActDialog>
  )
}
