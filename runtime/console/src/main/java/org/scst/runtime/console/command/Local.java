package org.scst.runtime.console.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import org.scst.core.admin.CommandSender;
import org.scst.core.scsi.ServiceResponse;

/** {@code local}: sends SCSI commands to a local target, as an initiator of this machine would. */
final class Local implements Command {
    static final String TARGET = "--target";
    static final String INITIATOR = "--initiator";
    private static final String PAGE = "--page";
    private static final String INPUT = "--input";
    private static final String OUTPUT = "--output";
    private static final String ROOM = "--in";
    private static final int MOST_WORDS = 262;

    private final Services services;

    Local(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public String purpose() {
        return "Send SCSI commands to a local target; what does not end GOOD fails with its sense data decoded";
    }

    @Override
    public Grammar grammar() {
        Noun targets = known -> known.commandSender().stream().flatMap(sender -> sender.targets().stream());
        return Grammar.of(
                        "inquiry LUN [--page HEX] | luns | capacity LUN | read LUN LBA [BLOCKS] [--output FILE]"
                                + " | write LUN LBA --input FILE | flush LUN | reset LUN"
                                + " | cdb LUN HEX... [--in BYTES] [--input FILE] [--output FILE]"
                                + " ; each [--target NAME] [--initiator NAME]",
                        1,
                        MOST_WORDS,
                        Grammar.value(TARGET, targets),
                        Grammar.value(INITIATOR, Noun.INITIATOR),
                        Grammar.value(PAGE),
                        Grammar.value(INPUT, Noun.FILE),
                        Grammar.value(OUTPUT, Noun.FILE),
                        Grammar.value(ROOM))
                .with(
                        Noun.choice("capacity", "cdb", "flush", "inquiry", "luns", "read", "reset", "write"),
                        Noun.ANYTHING);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("inquiry 0", "who the logical unit says it is"),
                new Example("inquiry 0 --page 83", "its designators, in hexadecimal"),
                new Example("read 0 100 8 --output blocks.bin", "eight blocks from LBA 100 on into a new file"),
                new Example("write 0 100 --input blocks.bin", "and back"),
                new Example("cdb 0 12 00 00 00 24 00 --in 36", "any CDB, in hexadecimal"),
                new Example(
                        "luns --target other --initiator host1", "what that target maps an initiator of that name"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        CommandSender sender = services.commandSender()
                .orElseThrow(() -> CommandFailure.failed(
                        "no driver that can send commands is running", "see \"bundles\"; org.scst.local can"));
        LocalUnit unit = new LocalUnit(sender, words, conversation);
        String what = words.word(0).orElseThrow();
        int most = switch (what) {
            case "luns" -> 1;
            case "inquiry", "capacity", "flush", "reset" -> 2;
            case "write" -> 3;
            case "read" -> 4;
            case "cdb" -> MOST_WORDS;
            default ->
                throw CommandFailure.usage(
                        "\"" + what + "\" is nothing that can be sent",
                        "it takes: " + grammar().synopsis());
        };
        if (words.all().size() > most) {
            throw CommandFailure.usage(
                    "\"" + words.all().get(most) + "\" is one word too many",
                    "it takes: " + grammar().synopsis());
        }
        return switch (what) {
            case "luns" -> LocalText.luns(unit.luns());
            case "inquiry" -> inquiry(unit, words);
            case "capacity" -> LocalText.capacity(unit.capacity());
            case "read" -> data(words, conversation, unit.read(number(words, 2, "LBA"), blocks(words)));
            case "write" -> {
                byte[] input = input(words, conversation, true);
                unit.write(number(words, 2, "LBA"), input);
                yield Answer.done(input.length + " bytes written.\n", Answer.object("written", input.length));
            }
            case "flush" -> {
                unit.flush();
                yield Answer.done("What was written is durable.\n", Answer.object("flushed", true));
            }
            case "reset" -> {
                ServiceResponse response = unit.reset();
                yield Answer.done(response + "\n", Answer.object("response", response.name()));
            }
            default -> data(words, conversation, unit.send(cdb(words), input(words, conversation, false), room(words)));
        };
    }

    private static Answer inquiry(LocalUnit unit, Words words) throws CommandFailure {
        String page = words.option(PAGE).orElse("");
        if (page.isEmpty()) {
            return LocalText.inquiry(unit.inquiry(-1));
        }
        if (!page.matches("[0-9a-fA-F]{1,2}")) {
            throw CommandFailure.usage("\"" + page + "\" is no page code", "write two hexadecimal digits, as in 83");
        }
        return LocalText.bytes(unit.inquiry(Integer.parseInt(page, 16)));
    }

    private static long blocks(Words words) throws CommandFailure {
        return words.word(3).isPresent() ? number(words, 3, "number of blocks") : 1;
    }

    private static long number(Words words, int position, String what) throws CommandFailure {
        String word = words.word(position)
                .orElseThrow(() -> CommandFailure.usage("the " + what + " is missing", "see \"help local\""));
        try {
            return Long.parseUnsignedLong(word);
        } catch (NumberFormatException e) {
            throw CommandFailure.usage("\"" + word + "\" is no " + what, "write a decimal number");
        }
    }

    private static byte[] cdb(Words words) throws CommandFailure {
        String digits = String.join(
                "",
                words.all().subList(Math.min(2, words.all().size()), words.all().size()));
        try {
            byte[] cdb = HexFormat.of().parseHex(digits);
            if (cdb.length >= 6 && cdb.length <= 260) {
                return cdb;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, like one of a wrong length.
        }
        throw CommandFailure.usage(
                "\"" + digits + "\" is no CDB", "write 6 to 260 bytes in hexadecimal, two digits each");
    }

    private static int room(Words words) throws CommandFailure {
        String word = words.option(ROOM).orElse("0");
        try {
            int bytes = Integer.parseInt(word);
            if (bytes >= 0 && bytes <= LocalUnit.MOST_BYTES) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Refused below, like one out of range.
        }
        throw CommandFailure.usage("\"" + word + "\" is no number of bytes", "write 0 to " + LocalUnit.MOST_BYTES);
    }

    private static byte[] input(Words words, Conversation conversation, boolean needed) throws CommandFailure {
        String name = words.option(INPUT).orElse("");
        if (name.isEmpty()) {
            if (needed) {
                throw CommandFailure.usage(INPUT + " is missing", "name the file whose bytes are to be written");
            }
            return new byte[0];
        }
        Path file = conversation.folder().resolve(name);
        try {
            if (Files.size(file) > LocalUnit.MOST_BYTES) {
                throw CommandFailure.failed(
                        file + " has more than " + LocalUnit.MOST_BYTES + " bytes", "write it in several pieces");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    file + " cannot be read: " + e.getMessage(), "name a file that the platform may read");
        }
    }

    private static Answer data(Words words, Conversation conversation, byte[] data) throws CommandFailure {
        String name = words.option(OUTPUT).orElse("");
        if (name.isEmpty()) {
            return LocalText.bytes(data);
        }
        Path file = conversation.folder().resolve(name);
        try {
            Files.write(file, data, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.failed(file + " is there already", "name another file, or remove it");
        } catch (IOException e) {
            throw CommandFailure.failed(
                    file + " cannot be written: " + e.getMessage(),
                    "name a file in a folder that the platform may write to");
        }
        return Answer.done(
                data.length + " bytes in " + file + ".\n",
                Answer.object("file", file.toString(), "bytes", data.length));
    }
}
