import {
  type DeskLayout,
  getDeskSettings,
  listDeskLayouts,
  listPageUses,
  listRoles,
  type PageUse,
  saveDeskLayout,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Form, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import type { PageName } from '../shell/nav.ts'
import { portalTexts } from './portal.texts.ts'
import { SectionList } from './section-list.tsx'

type Edited = Pick<DeskLayout, 'kind' | 'name' | 'sections' | 'favourites'>

/** How the first page is arranged for levels and roles, and how much each page is used by which unit. */
export function DeskLayoutsPage() {
  const texts = useTexts(portalTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  const read = useRead(listDeskLayouts, {})
  const [edited, setEdited] = useState<Edited | null>(null)
  const nameOf = useLayoutName()
  const mayEdit = may('identity.manage')
  const list = (names: string[], of: Record<string, string>) => names.map((one) => of[one] ?? one).join('、')
  return (
    <Page
      title={shell.pages['desk-layouts']}
      under={texts.layoutsWhy}
      acts={
        mayEdit ? (
          <Button
            type="primary"
            onClick={() => setEdited({ kind: 'role', name: '', sections: ['todos'], favourites: [] })}
          >
            {texts.roleLayout}
          </Button>
        ) : undefined
      }
    >
      <Section title={texts.layouts}>
        {read.error ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
        <Table<DeskLayout>
          size="small"
          loading={read.isPending}
          rowKey={(one) => `${one.kind} ${one.name}`}
          dataSource={read.data?.items ?? []}
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: texts.layoutFor, render: (_, one) => nameOf(one) },
            { title: texts.shownSections, render: (_, one) => list(one.sections, texts.sections) },
            { title: texts.favourites, render: (_, one) => list(one.favourites, shell.pages) || '—' },
            {
              title: texts.changed,
              render: (_, one) =>
                one.changedTime ? `${one.changedBy} ${formatTime(one.changedTime)}` : texts.builtIn,
            },
            {
              title: '',
              render: (_, one) =>
                mayEdit ? (
                  <Button size="small" onClick={() => setEdited(one)}>
                    {texts.edit}
                  </Button>
                ) : null,
            },
          ]}
        />
      </Section>
      <Use />
      {edited ? <LayoutDialog layout={edited} onClose={() => setEdited(null)} /> : null}
    </Page>
  )
}

function useLayoutName() {
  const texts = useTexts(portalTexts)
  const roles = useRead(listRoles, {}, { staleMs: 600_000 })
  return ({ kind, name }: Pick<DeskLayout, 'kind' | 'name'>) => {
    if (kind === 'level') return texts.levels[name as keyof typeof texts.levels] ?? name
    const role = roles.data?.find((one) => one.id === name)
    return role?.name ?? name
  }
}

function LayoutDialog({ layout, onClose }: { layout: Edited; onClose: () => void }) {
  const texts = useTexts(portalTexts)
  const shell = useTexts(consoleTexts)
  const roles = useRead(listRoles, {}, { staleMs: 600_000 })
  const nameOf = useLayoutName()
  const [name, setName] = useState(layout.name)
  const [sections, setSections] = useState(layout.sections)
  const [favourites, setFavourites] = useState(layout.favourites)
  return (
    <ActDialog
      title={texts.edit}
      why={layout.name ? nameOf(layout) : undefined}
      comment="none"
      isReady={name !== '' && sections.length > 0}
      act={async () => {
        await client.call(saveDeskLayout, {
          params: { kind: layout.kind, name },
          body: { sections, favourites },
        })
        refresh(listDeskLayouts, getDeskSettings)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        {layout.name ? null : (
          <Form.Item label={texts.role} required>
            <Select
              aria-label={texts.role}
              showSearch={{ optionFilterProp: 'label' }}
              value={name || undefined}
              options={(roles.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
              onChange={setName}
            />
          </Form.Item>
        )}
        <Form.Item label={texts.shownSections}>
          <SectionList value={sections} onChange={setSections} />
        </Form.Item>
        <Form.Item label={texts.favourites}>
          <Select
            mode="multiple"
            aria-label={texts.favourites}
            showSearch={{ optionFilterProp: 'label' }}
            value={favourites}
            options={(Object.keys(shell.pages) as PageName[]).map((value) => ({
              ...{ value: value as string, label: shell.pages[value] },
            }))}
            onChange={setFavourites}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}

const perPage = 20

function Use() {
  const texts = useTexts(portalTexts)
  const shell = useTexts(consoleTexts)
  const [by, setBy] = useState<'page' | 'unit'>('page')
  const [days, setDays] = useState(30)
  const [organisationId, setUnit] = useState<string | undefined>()
  const [page, setPage] = useState(1)
  const read = useRead(
    listPageUses,
    { query: { by, days, organisationId, limit: perPage, offset: (page - 1) * perPage } },
    { keepPrevious: true },
  )
  const first = (act: () => void) => {
    act()
    setPage(1)
  }
  return (
    <Section title={texts.use}>
      <Quiet>{texts.useWhy}</Quiet>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, margin: '8px 0' }}>
        <Segmented
          aria-label={texts.use}
          value={by}
          options={(['page', 'unit'] as const).map((value) => ({ value, label: texts.useBy[value] }))}
          onChange={(next) => first(() => setBy(next))}
        />
        <Select
          aria-label={texts.lastUse}
          style={{ width: 130 }}
          value={days}
          options={[7, 30, 90, 366].map((value) => ({ value, label: texts.days(formatNumber(value)) }))}
          onChange={(next) => first(() => setDays(next))}
        />
        <OrganisationSelect
          label={texts.unit}
          width={240}
          value={organisationId}
          onChange={(next) => first(() => setUnit(next))}
        />
      </div>
      {read.error ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Table<PageUse>
        size="small"
        loading={read.isPending}
        rowKey={(one) => `${one.page} ${one.organisationId}`}
        dataSource={read.data?.items ?? []}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: texts.noUse }}
        pagination={{
          ...{ current: page, pageSize: perPage, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, hideOnSinglePage: true, onChange: setPage },
        }}
        columns={[
          { title: texts.app, render: (_, one) => shell.pages[one.page as PageName] ?? one.page },
          by === 'unit'
            ? { title: texts.unit, render: (_, one) => one.organisationName ?? '—' }
            : { title: texts.units, align: 'right', render: (_, one) => formatNumber(one.units) },
          { title: texts.uses, align: 'right', render: (_, one) => formatNumber(one.uses) },
          { title: texts.lastUse, render: (_, one) => formatTime(one.lastTime) },
        ]}
      />
    </Section>
  )
}
