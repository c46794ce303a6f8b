import {
  getModeState,
  listWarProfiles,
  type ModeState,
  saveBaseSettings,
  saveWarProfile,
  type WarProfile,
} from '@civitas/sdk'
import { levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { commandTexts } from './command.texts.ts'
import { warFormsTexts } from './war-forms.texts.ts'

type Settings = ModeState['base']

/** What a war profile or the settings of peace say, as fields. */
function useSettingFields(): DialogField[] {
  const texts = useTexts(commandTexts)
  const ui = useTexts(uiTexts)
  return [
    {
      ...{ name: 'unreadMinutes', label: texts.unreadMinutes, kind: 'number', required: true },
      ...{ min: 0.1, max: 240 },
    },
    {
      ...{ name: 'reportMinutes', label: texts.reportMinutes, kind: 'number', required: true },
      ...{ min: 0, max: 1440 },
    },
    {
      ...{ name: 'tightenPercent', label: texts.tightenPercent, kind: 'number', required: true },
      ...{ min: 0, max: 50 },
    },
    {
      ...{ name: 'proposeFrom', label: texts.proposeFrom, kind: 'choice', required: true },
      options: levels.map((value) => ({ value, label: ui.levelLong[value] })),
    },
    { name: 'routeToCommand', label: texts.routeToCommand, kind: 'tick' },
    { name: 'dutyLeader', label: texts.dutyLeader, kind: 'tick' },
  ]
}

/** Changes what holds in peace. */
export function BaseSettingsDialog({ base, onClose }: { base: Settings; onClose: () => void }) {
  const own = useTexts(warFormsTexts)
  return (
    <FormDialog<Settings>
      title={own.editBase}
      why={own.editBaseWhy}
      first={base}
      fields={useSettingFields()}
      act={(body) => client.call(saveBaseSettings, { body })}
      onClose={() => {
        refresh(getModeState)
        onClose()
      }}
    />
  )
}

/** The war profiles: what a switch changes, written before it is needed. */
export function WarProfiles({ base }: { base: Settings }) {
  const own = useTexts(warFormsTexts)
  const texts = useTexts(commandTexts)
  const ui = useTexts(uiTexts)
  const may = useMay()
  const read = useRead(listWarProfiles, {})
  const [edited, setEdited] = useState<WarProfile | 'new' | null>(null)
  const yes = (value: boolean) => (value ? texts.yes : texts.no)
  return (
    <Section
      title={own.profiles}
      extra={
        may('command.authorise') ? (
          <Button size="small" onClick={() => setEdited('new')}>
            {own.newProfile}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={read.error} />
      <Table<WarProfile>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data ?? []}
        locale={{ emptyText: <Quiet>{own.noProfiles}</Quiet> }}
        columns={[
          { title: texts.profile, dataIndex: 'title' },
          { title: texts.unreadMinutes, render: (_, one) => one.settings.unreadMinutes },
          { title: texts.reportMinutes, render: (_, one) => one.settings.reportMinutes },
          { title: texts.tightenPercent, render: (_, one) => one.settings.tightenPercent },
          { title: texts.proposeFrom, render: (_, one) => ui.level[one.settings.proposeFrom] },
          { title: texts.routeToCommand, render: (_, one) => yes(one.settings.routeToCommand) },
          { title: texts.dutyLeader, render: (_, one) => yes(one.settings.dutyLeader) },
          {
            title: own.act,
            render: (_, one) =>
              may('command.authorise') ? (
                <Button size="small" onClick={() => setEdited(one)}>
                  {own.editProfile}
                </Button>
              ) : null,
          },
        ]}
      />
      {edited ? (
        <ProfileDialog
          of={edited === 'new' ? null : edited}
          base={base}
          onClose={() => {
            setEdited(null)
            refresh(listWarProfiles)
          }}
        />
      ) : null}
    </Section>
  )
}

type ProfileValues = Settings & { id: string; title: string }

function ProfileDialog({
  of,
  base,
  onClose,
}: {
  of: WarProfile | null
  base: Settings
  onClose: () => void
}) {
  const own = useTexts(warFormsTexts)
  const texts = useTexts(commandTexts)
  const fields = useSettingFields()
  return (
    <FormDialog<ProfileValues>
      title={of ? own.editProfile : own.newProfile}
      why={own.profileWhy}
      first={{ ...(of?.settings ?? base), ...(of ? { id: of.id, title: of.title } : {}) }}
      fields={[
        ...(of
          ? []
          : [
              {
                ...{ name: 'id', label: own.profileId, kind: 'code' as const, required: true },
                pattern: { is: /^[a-z0-9-]{2,40}$/, else: own.profileId },
              },
            ]),
        { name: 'title', label: texts.title, kind: 'text', required: true },
        ...fields,
      ]}
      act={({ id, title, ...settings }) =>
        client.call(saveWarProfile, { params: { profileId: of?.id ?? id }, body: { title, settings } })
      }
      onClose={onClose}
    />
  )
}
