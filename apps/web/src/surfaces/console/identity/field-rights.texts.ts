import { defineTexts } from '@civitas/ui'

export const fieldRightsTexts = defineTexts(
  {
    tab: '按字段授权',
    why: '每个角色能看到哪些字段。设置后服务端在办件、人员、证照等回答中遮盖或去掉该字段，也不能按它查找或取得含有它的文件；本人看自己的信息不受影响。',
    ...{
      role: '角色',
      changes: '变更记录',
      field: '字段',
      from: '原来',
      to: '改为',
      reason: '理由',
      by: '设置人',
    },
    effects: { visible: '可见', masked: '遮盖', hidden: '不可见' },
    ...{ effect: '可见程度', set: '设置字段授权', time: '时间', own: '本人数据' },
    none: { title: '没有变更', why: '字段默认对有相应权限的角色可见。' },
    explain: {
      tab: '权限查询',
      why: '查某人能否办某件事、凭什么、哪些字段看不全；或谁能办某件事。',
      ...{
        user: '人员',
        operation: '操作',
        ask: '查询',
        allowed: '可以',
        refused: '不可以',
        roles: '授权角色',
      },
      ...{
        reason: '理由',
        obligations: '看不全的字段',
        nothing: '无',
        holders: '能办的人员',
        account: '账号',
      },
      ...{ name: '姓名', divisions: '数据范围', everybody: '没有人能办' },
    },
  },
  {
    tab: 'Rights by field',
    why: 'What each role reads. The server masks or takes out the field in answers on persons, applications and licences, and refuses search by it and files with it.',
    ...{
      role: 'Role',
      changes: 'Changes',
      field: 'Field',
      from: 'From',
      to: 'To',
      reason: 'Reason',
      by: 'By',
    },
    effects: { visible: 'Visible', masked: 'Masked', hidden: 'Hidden' },
    ...{ effect: 'Effect', set: 'Set the right', time: 'Time', own: 'Own data' },
    none: { title: 'No changes', why: 'Fields are visible to roles with the permission.' },
    explain: {
      tab: 'Who may what',
      why: 'Whether somebody may do something, by what, and which fields are closed; or who may.',
      ...{ user: 'Person', operation: 'Operation', ask: 'Ask', allowed: 'Allowed', refused: 'Refused' },
      ...{ roles: 'By roles', reason: 'Reason', obligations: 'Closed fields', nothing: 'None' },
      ...{
        holders: 'Who may',
        account: 'Account',
        name: 'Name',
        divisions: 'Scope',
        everybody: 'Nobody may',
      },
    },
  },
)
