/**
 * The form of a conversation as `mlc-chat-config.json` has it (`conv_template`), as a template of the
 * form that `tokenizer_config.json` has: for repositories that come without that.
 */
import * as v from 'valibot';

const words = v.optional(v.string(), '');

export const templateSchema = v.looseObject({
  system_template: words,
  system_message: words,
  roles: v.looseObject({ user: words, assistant: words }),
  seps: v.optional(v.array(v.string()), []),
  role_content_sep: words,
  role_empty_sep: words,
});

/** Of one question and the beginning of its answer: the page has no longer conversations. */
export function templateOfChat(chat: v.InferOutput<typeof templateSchema>): string {
  const { system_template: system, system_message: message, roles, seps } = chat;
  const said = (words: string) => `{{ ${JSON.stringify(words)} }}`;
  return [
    said(system.replaceAll('{system_message}', () => message)),
    said(roles.user + chat.role_content_sep),
    "{{ messages[0]['content'] }}",
    said((seps[0] ?? '') + roles.assistant + chat.role_empty_sep),
  ].join('');
}
