package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.Account;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** {@code account}: who proves by CHAP who it is, at which target; of secrets it shows the files only. */
final class AccountCommand implements Command {
    private static final String PASSWORD_FILE = "--password-file";
    private static final String STDIN = "--stdin";
    private static final String OUTGOING = "--outgoing";
    private static final Duration TYPING = Duration.ofMinutes(1);

    private final Services services;
    private final Environment environment;
    private final Changes changes;

    AccountCommand(Services services, Environment environment, Changes changes) {
        this.services = services;
        this.environment = environment;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public String purpose() {
        return "List the accounts of CHAP, add or remove one; secrets are in files and never shown";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "[list] | add TARGET USER (" + PASSWORD_FILE + " NAME | " + STDIN + ") [" + OUTGOING
                                + "] | remove TARGET USER [" + OUTGOING + "]   (TARGET may be \""
                                + AccountOwner.DISCOVERY
                                + "\")",
                        0,
                        3,
                        Grammar.value(PASSWORD_FILE),
                        Grammar.flag(STDIN),
                        Grammar.flag(OUTGOING))
                .with(Noun.choice("add", "list", "remove"), Noun.TARGET.or(Noun.choice(AccountOwner.DISCOVERY)));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "who may log in where, and whether the secrets can be used"),
                new Example(
                        "add iqn.2026-11.org.example:san alice --stdin",
                        "asks for the secret, or reads it from a pipe, into a file of its own"),
                new Example(
                        "add san alice --password-file alice", "the secret stands in etc/secrets/alice, of mode 0600"),
                new Example("add san san --stdin --outgoing", "as whom the target proves who it is (mutual CHAP)"),
                new Example("add discovery alice --password-file alice", "who may ask for targets"),
                new Example("remove san alice", "from the next login on"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String verb = words.word(0).orElse("list");
        if (verb.equals("list") && words.all().size() <= 1) {
            return list();
        }
        if (words.all().size() != 3 || !List.of("add", "remove").contains(verb)) {
            throw CommandFailure.usage(
                    "\"account\" does not understand \"" + verb + "\" so",
                    "it takes: " + grammar().synopsis());
        }
        String target = words.all().get(1);
        String user = words.all().get(2);
        boolean outgoing = words.has(OUTGOING);
        return verb.equals("add")
                ? add(words, conversation, target, user, outgoing)
                : changes.exclusively(conversation, objects -> {
                    AccountOwner owner = AccountOwner.of(objects, target);
                    return apply(
                            conversation, owner.removing(user, outgoing), removed(owner, user, outgoing), owner, user);
                });
    }

    private Answer add(Words words, Conversation conversation, String target, String user, boolean outgoing)
            throws CommandFailure {
        Optional<String> named = words.option(PASSWORD_FILE);
        boolean typed = words.has(STDIN);
        if (named.isEmpty() && !typed) {
            throw CommandFailure.usage(
                    "an account has a secret, which is no word of a command",
                    "write it into a file of mode 0600 in " + environment.etc().resolve("secrets")
                            + " and name that with " + PASSWORD_FILE + ", or say " + STDIN);
        }
        byte[] secret = typed ? conversation.input(TYPING) : new byte[0];
        return changes.exclusively(conversation, objects -> {
            AccountOwner owner = AccountOwner.of(objects, target);
            String name = named.orElse(owner.secretFor(user));
            Account account = account(user, name);
            SecretFile file = new SecretFile(environment.etc(), name);
            try {
                if (typed) {
                    file.write(secret);
                }
                requireUsable(account);
                return apply(
                        conversation, owner.adding(account, outgoing), added(owner, account, outgoing), owner, user);
            } catch (CommandFailure e) {
                if (e.status() != ExitStatus.PARTLY) {
                    file.undo();
                }
                throw e;
            }
        });
    }

    private void requireUsable(Account account) throws CommandFailure {
        Optional<SecretFolder.Fault> fault = new SecretFolder(environment.etc()).fault(account);
        if (fault.isPresent()) {
            throw CommandFailure.failed(fault.get().cause(), fault.get().cure());
        }
    }

    private static Account account(String user, String file) throws CommandFailure {
        try {
            return new Account(user, file);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("\"" + user + "\" " + e.getMessage(), "write for example alice");
        }
    }

    private static String added(AccountOwner owner, Account account, boolean outgoing) {
        return outgoing
                ? owner.text() + " answers as " + account.name() + ", by the secret in " + account.passwordFile()
                : account.name() + " may log in to " + owner.text() + ", by the secret in " + account.passwordFile()
                        + "; without an account nobody may";
    }

    private static String removed(AccountOwner owner, String user, boolean outgoing) {
        boolean last = !outgoing && owner.incoming() == 1;
        return user + " is no account of " + owner.text() + " any more; its secret's file stays"
                + (last ? ". It was the last one: nobody has to prove who it is now" : "");
    }

    private Answer apply(Conversation conversation, Optional<Edit> edit, String text, AccountOwner owner, String user)
            throws CommandFailure {
        ChangeReport report = changes.apply(conversation, edit.stream().toList());
        String all = Plain.of(text) + ". It holds from the next login on.\n" + FileProblems.lines(report.problems());
        Object json = Answer.object(
                "target", owner.text(),
                "user", user,
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()));
        return new Answer(report.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.PARTLY, all, json);
    }

    private Answer list() throws CommandFailure {
        SecretFolder secrets = new SecretFolder(environment.etc());
        Table table = new Table()
                .column("TARGET", "target")
                .column("USER", "user")
                .column("PROVES", "proves")
                .column("SECRET", "password_file")
                .column("STATE", "state");
        for (AccountOwner owner :
                AccountOwner.all(new ConfiguredObjects(services.configuration().objects()))) {
            for (Map.Entry<String, Account> line : owner.accounts().entrySet()) {
                Account account = line.getValue();
                table.row(
                        owner.text(),
                        account.name(),
                        AccountOwner.isOutgoing(line.getKey()) ? "target" : "initiator",
                        account.passwordFile(),
                        secrets.fault(account)
                                .map(fault -> fault.cause() + "; cure: " + fault.cure())
                                .orElse("usable"));
            }
        }
        return Answer.done(
                table.text("There is no account: initiators are told apart by their names only."), table.json());
    }
}
