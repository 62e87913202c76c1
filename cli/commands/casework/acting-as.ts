/** Of a command by which a person decides. */
export const actingAs = ['--user <name>', 'user name of the person who does it; the passphrase is asked for'] as const;
