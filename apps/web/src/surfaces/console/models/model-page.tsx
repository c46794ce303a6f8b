import {
  type DeviceModel,
  getModel,
  listModels,
  listThingTypes,
  type ModelDefinition,
  publishModel,
} from '@civitas/sdk'
import { EmptyState, formatTime, Loading, usePick, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Columns, Facts, Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ModelForm } from './model-form.tsx'
import { modelsTexts } from './models.texts.ts'

/** One device model with its versions; `?edit` opens its draft, the id `new` makes another. */
export function ModelPage() {
  const { id = '' } = useParams()
  const texts = useTexts(modelsTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const isNew = id === 'new'
  const read = useRead(getModel, { params: { id } }, { enabled: !isNew })
  const [shownVersion, setShown] = useState<number | null>(null)
  if (isNew)
    return (
      <Page backTo="/console/models" title={texts.create}>
        {may('sensing.models') ? <ModelForm model={null} /> : <EmptyState title={texts.declaredWhy} />}
      </Page>
    )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { model, versions } = read.data
  const shown = versions.find((each) => each.version === shownVersion) ?? model
  const isEditing = parameters.has('edit') && model.source !== 'domain' && may('sensing.models')
  return (
    <Page
      backTo="/console/models"
      title={<ModelTitle model={shown} />}
      under={
        <>
          <span className="code">{model.id}</span> {model.source === 'domain' ? texts.declaredWhy : null}
        </>
      }
      acts={
        model.source === 'domain' || !may('sensing.models') ? null : (
          <ModelActs model={model} onEdit={() => setParameters({ edit: '' })} />
        )
      }
    >
      {isEditing ? (
        <ModelForm model={model} onSaved={() => setParameters({})} />
      ) : (
        <Columns
          main={<Definition definition={shown.definition} />}
          side={<Versions versions={versions} shown={shown.version} onChoose={setShown} />}
        />
      )}
    </Page>
  )
}

function ModelTitle({ model }: { model: DeviceModel }) {
  const texts = useTexts(modelsTexts)
  const pick = usePick()
  return (
    <>
      {pick(model.definition.title)} <StateTag tone="over">V{model.version}</StateTag>
      <StateTag tone={model.state === 'draft' ? 'loud' : undefined}>{texts.states[model.state]}</StateTag>
    </>
  )
}

function ModelActs({ model, onEdit }: { model: DeviceModel; onEdit: () => void }) {
  const texts = useTexts(modelsTexts)
  const [isPublishing, setPublishing] = useState(false)
  return (
    <>
      <Button onClick={onEdit}>{texts.edit}</Button>
      {model.state === 'draft' ? (
        <Button type="primary" onClick={() => setPublishing(true)}>
          {texts.publish}
        </Button>
      ) : null}
      {isPublishing ? (
        <ActDialog
          title={texts.publish}
          why={texts.publishWhy}
          comment="none"
          act={async () => {
            await client.call(publishModel, { params: { id: model.id } })
            refresh(getModel, listModels, listThingTypes)
          }}
          onClose={() => setPublishing(false)}
        />
      ) : null}
    </>
  )
}

function Definition({ definition }: { definition: ModelDefinition }) {
  const texts = useTexts(modelsTexts)
  const pick = usePick()
  const yes = (is: boolean) => (is ? texts.yes : texts.no)
  return (
    <>
      <Section title={texts.basics}>
        <Facts
          facts={[
            { label: texts.entityType, value: <span className="code">{definition.entityType}</span> },
            { label: texts.heartbeat, value: definition.heartbeatSeconds },
            { label: texts.sleeping, value: yes(definition.sleeping) },
            { label: texts.security, value: definition.securityLevel },
            { label: texts.naming, value: <span className="code">{definition.namingRule ?? '—'}</span> },
            { label: texts.facility, value: yes(definition.facilityRequired) },
          ]}
        />
      </Section>
      <Section title={texts.properties}>
        <Table
          size="small"
          pagination={false}
          rowKey="id"
          scroll={{ x: 'max-content' }}
          dataSource={definition.properties}
          columns={[
            { title: texts.id, key: 'id', render: (_, each) => <span className="code">{each.id}</span> },
            { title: texts.zh, key: 'title', render: (_, each) => pick(each.title) },
            {
              title: texts.unit,
              key: 'unit',
              render: (_, each) => <span className="code">{each.unit}</span>,
            },
            { title: texts.range, key: 'range', render: (_, each) => `${each.min} – ${each.max}` },
            { title: texts.period, key: 'period', align: 'right', render: (_, each) => each.periodSeconds },
            { title: texts.mandatory, key: 'mandatory', render: (_, each) => yes(each.mandatory) },
          ]}
        />
      </Section>
      <Section title={texts.commands}>
        {definition.commands.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Lines>
          {definition.commands.map((each) => (
            <Line
              key={each.id}
              before={<span className="code">{each.id}</span>}
              title={pick(each.title)}
              note={`${each.timeoutSeconds} s${each.dangerous ? ` · ${texts.dangerous}` : ''}`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.events}>
        {definition.events.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Lines>
          {definition.events.map((each) => (
            <Line
              key={each.id}
              before={<span className="code">{each.id}</span>}
              title={pick(each.title)}
              note={each.level}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}

interface VersionsProps {
  versions: DeviceModel[]
  shown: number
  onChoose: (version: number) => void
}

function Versions({ versions, shown, onChoose }: VersionsProps) {
  const texts = useTexts(modelsTexts)
  return (
    <Section title={texts.versions}>
      <Lines>
        {versions.map((each) => (
          <Line
            key={each.version}
            before={<StateTag tone={each.current ? 'loud' : 'over'}>V{each.version}</StateTag>}
            title={
              <Button
                type="link"
                size="small"
                disabled={each.version === shown}
                onClick={() => onChoose(each.version)}
              >
                {texts.states[each.state]} {each.current ? `· ${texts.current}` : ''}
              </Button>
            }
            note={`${formatTime(each.publishedTime ?? each.changedTime)} ${each.changedBy ?? ''}`}
          />
        ))}
      </Lines>
    </Section>
  )
}
