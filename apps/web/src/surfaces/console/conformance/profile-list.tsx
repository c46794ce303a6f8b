import { getModel, listProfiles, type Profile, publishProfile } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Drawer, Form, Input, InputNumber, Select, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Raw } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BindDialog } from './bind-dialog.tsx'
import { conformanceTexts } from './conformance.texts.ts'

const none: string[] = []

/** Every version of every access profile. */
export function ProfileList() {
  const texts = useTexts(conformanceTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isPublishing, setPublishing] = useState(false)
  const [shown, setShown] = useState<Profile | null>(null)
  const [isBinding, setBinding] = useState(false)
  const read = useRead(
    listProfiles,
    { query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box} noSearch>
        {may('sensing.models') ? (
          <Button type="primary" onClick={() => setPublishing(true)}>
            {texts.publish}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.profiles}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => `${each.id} ${each.version}`}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noProfiles, why: texts.noProfilesWhy }}
      />
      <Drawer
        open={shown !== null}
        size={520}
        title={shown ? `${shown.title} V${shown.version}` : null}
        extra={
          may('sensing.models') ? (
            <Button type="primary" onClick={() => setBinding(true)}>
              {texts.bind}
            </Button>
          ) : null
        }
        onClose={() => setShown(null)}
      >
        {shown?.difference.length ? (
          <>
            <h3>{texts.difference}</h3>
            <ul>
              {shown.difference.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </>
        ) : null}
        <Raw>{JSON.stringify(shown?.content ?? {}, null, 2)}</Raw>
      </Drawer>
      {isPublishing ? <PublishDialog onClose={() => setPublishing(false)} /> : null}
      {isBinding && shown ? <BindDialog profile={shown} onClose={() => setBinding(false)} /> : null}
    </>
  )
}

function useColumns(): TableColumnsType<Profile> {
  const { columns } = useTexts(conformanceTexts)
  const titles = useModelTitles()
  return [
    {
      title: columns.profile,
      key: 'profile',
      render: (_, each) => (
        <>
          {each.title} <small className="code">{each.id}</small>
        </>
      ),
    },
    { title: columns.version, key: 'version', render: (_, each) => `V${each.version}` },
    {
      title: columns.model,
      key: 'model',
      render: (_, each) => titles.get(each.content.model) ?? each.content.model,
    },
    {
      title: columns.security,
      key: 'security',
      align: 'right',
      render: (_, each) => each.content.securityLevel,
    },
    {
      title: columns.published,
      key: 'published',
      render: (_, each) => `${formatTime(each.publishedTime)} ${each.publishedBy}`,
    },
    { title: columns.deadline, key: 'deadline', render: (_, each) => formatTime(each.deadlineTime) },
    {
      title: columns.affected,
      key: 'affected',
      align: 'right',
      render: (_, each) => formatNumber(each.affected),
    },
  ]
}

function PublishDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(conformanceTexts)
  const titles = useModelTitles()
  const [id, setId] = useState('')
  const [title, setTitle] = useState('')
  const [modelId, setModel] = useState<string>()
  const [graceDays, setGrace] = useState(90)
  const model = useRead(getModel, { params: { id: modelId ?? '' } }, { enabled: modelId !== undefined })
  const definition = model.data?.model.definition
  return (
    <ActDialog
      title={texts.publish}
      why={texts.publishWhy}
      comment="none"
      isReady={id !== '' && title !== '' && definition !== undefined}
      act={async () => {
        if (!definition || !modelId) return
        await client.call(publishProfile, {
          params: { id },
          body: {
            title,
            graceDays,
            content: {
              model: modelId,
              properties: definition.properties.map(({ id: property, unit, periodSeconds, mandatory }) => ({
                id: property,
                unit,
                periodSeconds,
                mandatory,
              })),
              commands: definition.commands.map((each) => each.id),
              securityLevel: definition.securityLevel,
              namingRule: definition.namingRule,
              reconnects: true,
            },
          },
        })
        refresh(listProfiles)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.id} htmlFor="profile-id" required extra={texts.idHint}>
          <Input
            id="profile-id"
            className="code"
            value={id}
            onChange={(event) => setId(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.name} htmlFor="profile-title" required>
          <Input id="profile-title" value={title} onChange={(event) => setTitle(event.target.value)} />
        </Form.Item>
        <Form.Item label={texts.columns.model} htmlFor="profile-model" required>
          <Select
            id="profile-model"
            value={modelId}
            options={[...titles].map(([value, label]) => ({ value, label }))}
            onChange={setModel}
          />
        </Form.Item>
        <Form.Item label={texts.grace} htmlFor="profile-grace" required>
          <InputNumber
            id="profile-grace"
            min={0}
            max={3650}
            style={{ width: '100%' }}
            value={graceDays}
            onChange={(days) => setGrace(days ?? 0)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
