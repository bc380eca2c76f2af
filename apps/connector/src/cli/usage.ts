export const usage = `Seals files and messages on this machine and delivers them to an account. It cannot read what it delivered.

  npm run connector -- init               make this connector's key and print its pairing line
  npm run connector -- enrol LINE         take the line that the Sources page shows after pairing
  npm run connector -- push PATH…         seal and deliver files, folders and mailboxes (mbox)
  npm run connector -- status             what was delivered, and what still waits

Options
  --state DIR   folder for keys and progress; default $COMMONSEAL_CONNECTOR_STATE, else
                ~/.local/state/commonseal-connector
  --help        this text

push goes through folders in a fixed order and does not follow symbolic links. It delivers each file once: run it
again after an interruption, or every day, and it sends only what is new. What is sealed waits in the state folder
until the server has it; that takes as much disk as the largest file. Files are at most 2 GiB.
`;
