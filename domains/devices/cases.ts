import { type CaseType, choiceField, type DutyItem, form, text, textField } from '@civitas/domain-kit'

/** Who looks after devices. */
export const dutyItems: readonly DutyItem[] = [
  {
    id: 'device-maintenance',
    title: text('感知设备运维', 'Maintenance of sensing devices'),
    usualUnit: text('设备运维单位', 'Maintenance firm'),
  },
]

const workOrder: CaseType = {
  id: 'work-order',
  title: text('设备工单', 'Device work order'),
  description: text(
    '维修、校准、更换或迁移一台设备，现场处理并拍照。',
    'Repair, calibrate, swap or move a device; done on site with a photo.',
  ),
  numberPrefix: 'SG',
  stages: [
    {
      id: 'work',
      title: text('现场作业', 'Work on site'),
      tasks: [
        {
          id: 'service-device',
          title: text('处理设备', 'Service the device'),
          item: 'device-maintenance',
          role: 'unit-worker',
          instructions: text(
            '按事件说明维修、校准、更换或迁移设备；更换后在设备页登记新序列号，校准后登记证书与下次到期日。',
            'Repair, calibrate, swap or move the device as the event says; enter the new serial or the certificate on its page.',
          ),
          form: form({
            finding: choiceField(
              text('现场情况', 'What was found'),
              [
                ['confirmed', '故障属实', 'There was a fault'],
                ['unfounded', '没有故障', 'There was none'],
                ['planned', '计划作业', 'Planned work'],
              ],
              { required: true },
            ),
            done: choiceField(
              text('处理结果', 'What was done'),
              [
                ['repaired', '已维修', 'Repaired'],
                ['calibrated', '已校准', 'Calibrated'],
                ['swapped', '已更换', 'Swapped'],
                ['moved', '已迁移', 'Moved'],
                ['removed', '已拆除', 'Taken down'],
                ['nothing', '无须处理', 'Nothing'],
              ],
              { required: true },
            ),
            serial: textField(text('新序列号', 'New serial')),
            remark: textField(text('说明', 'Remark'), { long: true }),
          }),
          photosRequired: 1,
          limit: { minutes: 1440, clock: 'working' },
        },
      ],
      exits: [{ id: 'done', title: text('作业完成', 'Done'), to: 'closed' }],
    },
  ],
  limit: { minutes: 1440, clock: 'working' },
  escalation: [
    { atPercent: 80, notify: 'dispatcher', message: text('设备工单即将超时', 'Work order nearly overdue') },
    { atPercent: 100, notify: 'leader', message: text('设备工单已超时', 'Work order overdue') },
  ],
  appraisal: [
    { id: 'in-time', title: text('按时完成', 'In time'), when: 'in-time', points: 1 },
    { id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -1 },
  ],
}

/** 设备工单. */
export const caseTypes: readonly CaseType[] = [workOrder]
