import {
  type DevicePack,
  installPack,
  listModels,
  listPacks,
  listRules,
  listThingTypes,
  type OperationOutput,
  uploadPack,
} from '@civitas/sdk'
import { formatTime, Loading, usePick, useTexts } from '@civitas/ui'
import { Button, Input, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { parseObject } from '../parts/parse-object.ts'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { modelsTexts } from './models.texts.ts'

type Pack = OperationOutput<typeof listPacks>[number]

/** Device-type packs that ship with the platform, and the way to install others. */
export function PackList() {
  const all = useTexts(modelsTexts)
  const { packs: texts, columns } = all
  const shell = useTexts(consoleTexts)
  const pick = usePick()
  const mayChange = useMay()('sensing.models')
  const [installing, setInstalling] = useState<Pack | null>(null)
  const [isUploading, setUploading] = useState(false)
  const read = useRead(listPacks, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <>
      {mayChange ? (
        <Button style={{ marginBottom: 12 }} onClick={() => setUploading(true)}>
          {texts.upload}
        </Button>
      ) : null}
      <Table<Pack>
        size="middle"
        rowKey="id"
        dataSource={read.data}
        pagination={false}
        columns={[
          {
            title: all.tabs.packs,
            key: 'title',
            render: (_, pack) => (
              <>
                <b>{pick(pack.title)}</b> <small>{pick(pack.description)}</small>
              </>
            ),
          },
          {
            title: texts.models,
            key: 'models',
            render: (_, pack) => <span className="code">{pack.models.join(', ')}</span>,
          },
          {
            title: texts.rules,
            key: 'rules',
            render: (_, pack) =>
              pack.rules.length === 0
                ? '—'
                : pack.rules.map((rule) => (
                    <div key={rule.id}>
                      <Link to={`/console/rules/${rule.id}`}>{rule.title}</Link>
                    </div>
                  )),
          },
          {
            title: texts.devices,
            key: 'devices',
            render: (_, pack) =>
              pack.installedVersion
                ? pack.models.map((model) => (
                    <div key={model}>
                      <Link to={`/console/devices?type=${model}`}>{texts.showDevices}</Link>
                      {pack.isSimulated ? (
                        <small className="code">{` civitas simulate pack ${pack.id}`}</small>
                      ) : null}
                    </div>
                  ))
                : '—',
          },
          { title: columns.version, key: 'version', render: (_, pack) => `V${pack.version}` },
          {
            title: columns.state,
            key: 'state',
            render: (_, pack) =>
              pack.installedVersion ? (
                <StateTag>
                  {texts.installed(pack.installedVersion)} {formatTime(pack.installedTime)}
                </StateTag>
              ) : (
                <StateTag tone="over">{texts.notInstalled}</StateTag>
              ),
          },
          {
            title: <span className="only-read">{shell.actions}</span>,
            key: 'acts',
            align: 'right',
            render: (_, pack) =>
              mayChange && pack.installedVersion !== pack.version ? (
                <Button size="small" onClick={() => setInstalling(pack)}>
                  {texts.install}
                </Button>
              ) : null,
          },
        ]}
      />
      {installing ? (
        <ActDialog
          title={texts.install}
          why={texts.installWhy(pick(installing.title))}
          comment="none"
          act={async () => {
            await client.call(installPack, { params: { id: installing.id } })
            refresh(listPacks, listModels, listThingTypes, listRules)
          }}
          onClose={() => setInstalling(null)}
        />
      ) : null}
      {isUploading ? <UploadDialog onClose={() => setUploading(false)} /> : null}
    </>
  )
}

function UploadDialog({ onClose }: { onClose: () => void }) {
  const all = useTexts(modelsTexts)
  const { packs: texts } = all
  const [json, setJson] = useState('')
  const pack = parseObject(json)
  return (
    <ActDialog
      title={texts.upload}
      why={texts.uploadWhy}
      comment="none"
      isReady={pack !== null}
      act={async () => {
        // The platform checks the shape; a wrong pack is refused with the field that is wrong.
        await client.call(uploadPack, { body: pack as unknown as DevicePack })
        refresh(listPacks, listModels, listThingTypes, listRules)
      }}
      onClose={onClose}
    >
      <Input.TextArea
        className="code"
        aria-label={texts.content}
        rows={12}
        status={json && !pack ? 'error' : undefined}
        value={json}
        onChange={(event) => setJson(event.target.value)}
      />
      {json && !pack ? <p>{all.wrongJson}</p> : null}
    </ActDialog>
  )
}
