import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { attendanceTexts } from './attendance.texts.ts'
import { AttendanceList } from './attendance-list.tsx'
import { Crosswalk } from './crosswalk.tsx'
import { Forms } from './forms.tsx'
import { GridEditor } from './grid-editor.tsx'
import { gridsTexts } from './grids.texts.ts'
import { householdTexts } from './households.texts.ts'
import { Households } from './households.tsx'
import { StaffList } from './staff-list.tsx'

/** All-element grids: versions and editor, people, departments’ grids, forms asked of the grassroots. */
export function GridsPage() {
  const texts = useTexts(gridsTexts)
  const households = useTexts(householdTexts)
  const attendance = useTexts(attendanceTexts)
  const may = useMay()
  const isDepartment = may('territory.ask') && !may('territory.manage') && !may('territory.survey')
  const [parameters, setParameters] = useSearchParams()
  if (isDepartment)
    return (
      <Page title={texts.tabs.forms}>
        <Forms />
      </Page>
    )
  return (
    <Page title={texts.title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'grids'}
        onChange={(tab) => setParameters(tab === 'grids' ? {} : { tab })}
        items={[
          { key: 'grids', label: texts.tabs.grids, children: <GridEditor /> },
          { key: 'staff', label: texts.tabs.staff, children: <StaffList /> },
          ...(may('territory.survey')
            ? [{ key: 'households', label: households.title, children: <Households /> }]
            : []),
          { key: 'attendance', label: attendance.title, children: <AttendanceList /> },
          { key: 'crosswalk', label: texts.tabs.crosswalk, children: <Crosswalk /> },
          { key: 'forms', label: texts.tabs.forms, children: <Forms /> },
        ]}
      />
    </Page>
  )
}
