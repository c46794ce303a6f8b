import {
  type AppFinding,
  createUpload,
  delistMobileApp,
  listAppFindings,
  listMobileApps,
  type MobileApp,
  putMobileApp,
  scanMobileApp,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space, Upload } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { sendPieces } from '../collect/send-file.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { registerTexts } from './registers.texts.ts'

const tones = { listed: undefined, rectifying: 'loud', delisted: 'bad' } as const
type Doing = { app: MobileApp | undefined; act: 'put' | 'scan' | 'delist' }

/** Apps that collect personal information, and what was found in their packages. */
export function AppChecks() {
  const texts = useTexts(registerTexts)
  const [at, set] = useState(1)
  const [doing, setDoing] = useState<Doing>()
  const read = useRead(
    listMobileApps,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const close = () => setDoing(undefined)
  return (
    <>
      <Button type="primary" onClick={() => setDoing({ app: undefined, act: 'put' })}>
        {texts.putApp}
      </Button>
      <Rows<MobileApp>
        label={texts.tabs.apps}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noApps, why: texts.noAppsWhy }}
        columns={[
          { title: texts.title, dataIndex: 'name' },
          { title: texts.packageName, render: (_, row) => <span className="code">{row.packageName}</span> },
          { title: texts.operator, dataIndex: 'operator' },
          { title: texts.version, render: (_, row) => row.version ?? texts.none },
          { title: texts.findings, align: 'right', dataIndex: 'openFindings' },
          {
            title: texts.state,
            render: (_, row) => <StateTag tone={tones[row.state]}>{texts.appStates[row.state]}</StateTag>,
          },
          {
            title: texts.act,
            render: (_, app) => (
              <Space wrap>
                <Button size="small" onClick={() => setDoing({ app, act: 'scan' })}>
                  {texts.scan}
                </Button>
                <Button size="small" onClick={() => setDoing({ app, act: 'put' })}>
                  {texts.putApp}
                </Button>
                {app.openFindings > 0 && app.state !== 'delisted' ? (
                  <Button size="small" danger onClick={() => setDoing({ app, act: 'delist' })}>
                    {texts.delist}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      <Findings />
      {doing?.act === 'put' ? <PutApp app={doing.app} onClose={close} /> : null}
      {doing?.act === 'scan' && doing.app ? <Scan app={doing.app} onClose={close} /> : null}
      {doing?.act === 'delist' && doing.app ? <Delist app={doing.app} onClose={close} /> : null}
    </>
  )
}

function Findings() {
  const texts = useTexts(registerTexts)
  const [at, set] = useState(1)
  const read = useRead(
    listAppFindings,
    { query: { state: 'open', limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  if (read.data?.total === 0) return null
  return (
    <Rows<AppFinding>
      label={texts.findings}
      read={read}
      rowKey={(row) => row.id}
      page={{ at, set }}
      columns={[
        { title: texts.title, render: (_, row) => `${row.appName} ${row.version}` },
        { title: texts.found, render: (_, row) => `${row.kindName}：${row.text}` },
        {
          title: texts.evidence,
          render: (_, row) => (
            <>
              <span className="code">{`${row.evidence.file} ${row.evidence.words}`}</span>
              <div>{row.evidence.notice}</div>
            </>
          ),
        },
        {
          title: texts.due,
          render: (_, row) => (
            <>
              {formatTime(row.dueTime)} {row.isLate ? <StateTag tone="over">{texts.late}</StateTag> : null}
            </>
          ),
        },
      ]}
    />
  )
}

interface AppForm {
  packageName: string
  name: string
  operator: string
  channel?: string
  purposes?: string
  sdks?: string[]
}

/** One purpose a line: `permission=purpose`. */
function toPurposes(text: string): MobileApp['purposes'] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [permission = '', ...rest] = line.split('=')
      return { permission: permission.trim(), purpose: rest.join('=').trim() }
    })
}

function PutApp({ app, onClose }: { app: MobileApp | undefined; onClose: () => void }) {
  const texts = useTexts(registerTexts)
  const purposes = app?.purposes.map((one) => `${one.permission}=${one.purpose}`).join('\n')
  return (
    <FormDialog<AppForm>
      title={texts.putApp}
      first={app ? { ...app, purposes } : {}}
      fields={[
        { name: 'packageName', label: texts.packageName, kind: 'code', required: true, maxLength: 200 },
        { name: 'name', label: texts.title, kind: 'text', required: true, maxLength: 100 },
        { name: 'operator', label: texts.operator, kind: 'text', required: true, maxLength: 100 },
        { name: 'channel', label: texts.channel, kind: 'text', maxLength: 100 },
        { name: 'purposes', label: texts.purposes, kind: 'area', placeholder: texts.purposesExample },
        { name: 'sdks', label: texts.sdks, kind: 'choices', tags: true, options: [] },
      ]}
      act={async ({ packageName, name, operator, channel = '', purposes: given = '', sdks = [] }) => {
        const body = { name, operator, channel, purposes: toPurposes(given), sdks }
        await client.call(putMobileApp, { params: { packageName }, body })
        refresh(listMobileApps)
      }}
      onClose={onClose}
    />
  )
}

function Scan({ app, onClose }: { app: MobileApp; onClose: () => void }) {
  const texts = useTexts(registerTexts)
  const [file, setFile] = useState<File>()
  return (
    <FormDialog<{ days: number }>
      title={texts.scan}
      why={texts.scanWhy}
      first={{ days: 15 }}
      fields={[{ name: 'days', label: texts.days, kind: 'number', min: 1, max: 180, precision: 0 }]}
      act={async ({ days }) => {
        if (!file) throw new Error(texts.chooseApk)
        const begun = await client.call(createUpload, { body: { name: file.name, bytes: file.size } })
        await sendPieces(file, begun, () => undefined)
        const body = { uploadId: begun.id, days }
        await client.call(scanMobileApp, { params: { packageName: app.packageName }, body })
        refresh(listMobileApps, listAppFindings)
      }}
      onClose={onClose}
    >
      <Upload
        accept=".apk"
        showUploadList={false}
        beforeUpload={(chosen) => {
          setFile(chosen)
          return false
        }}
      >
        <Button>{file ? file.name : texts.chooseApk}</Button>
      </Upload>
    </FormDialog>
  )
}

function Delist({ app, onClose }: { app: MobileApp; onClose: () => void }) {
  const texts = useTexts(registerTexts)
  return (
    <ActDialog
      title={texts.delist}
      comment="required"
      act={async (reason) => {
        await client.call(delistMobileApp, { params: { packageName: app.packageName }, body: { reason } })
        refresh(listMobileApps)
      }}
      onClose={onClose}
    />
  )
}
