package org.scst.runtime.console.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.runtime.console.command.ConfiguredObjects.LunLine;

/**
 * At which target and LUN an {@code export} maps its disk: where it is mapped already, else at the target that is named or the
 * only one, else at a new one; at the LUN that is named, else at the lowest free one.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class TargetChoice {
    private final ExportRequest request;
    private final ConfiguredObjects objects;
    private final Optional<ConfiguredObject> existing;
    private final String name;
    private final int lun;
    private final Optional<Edit> edit;

    TargetChoice(ExportRequest request, ConfiguredObjects objects, String hostName) throws CommandFailure {
        this.request = request;
        this.objects = objects;
        this.existing = choose();
        this.name = existing.map(ConfiguredObjects::targetName)
                .or(request::target)
                .orElseGet(() -> "iqn.2026-11.org.example:" + label(hostName, "target"));
        Map<Integer, LunLine> luns = existing.map(ConfiguredObjects::luns).orElse(Map.of());
        Optional<LunLine> mapped = luns.values().stream()
                .filter(line -> line.device().equals(request.name()))
                .findFirst();
        if (mapped.isPresent()) {
            requireEqual(mapped.get());
            this.lun = mapped.get().lun();
            this.edit = Optional.empty();
        } else {
            this.lun = freeLun(luns);
            this.edit = Optional.of(map());
        }
    }

    /** The name that initiators see. */
    String name() {
        return name;
    }

    int lun() {
        return lun;
    }

    /** Name of its driver. */
    String driver() {
        String[] parts = existing.map(ConfiguredObject::pid)
                .orElse(ConfiguredObjects.TARGET_PID)
                .split("\\.");
        return parts[parts.length - 2];
    }

    /** What has to be written, empty when the disk is mapped already. */
    Optional<Edit> edit() {
        return edit;
    }

    private Optional<ConfiguredObject> choose() throws CommandFailure {
        List<ConfiguredObject> targets = objects.targets();
        if (request.target().isPresent()) {
            String wanted = request.target().get();
            Optional<ConfiguredObject> target = objects.target(wanted);
            if (target.isEmpty() && !wanted.matches("(iqn|eui|naa)\\.[^\\s\\p{Cntrl}]{1,219}")) {
                throw CommandFailure.failed(
                        "there is no target \"" + wanted + "\", and it is no iSCSI name to make one of",
                        "\"targets\" lists the names; a new one looks like iqn.2026-11.org.example:san");
            }
            return target;
        }
        List<ConfiguredObject> mapping = targets.stream()
                .filter(target -> ConfiguredObjects.luns(target).values().stream()
                        .anyMatch(line -> line.device().equals(request.name())))
                .toList();
        List<ConfiguredObject> candidates = mapping.size() == 1 ? mapping : targets;
        if (candidates.size() > 1) {
            String names = candidates.stream()
                    .map(ConfiguredObjects::targetName)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw CommandFailure.failed("there are several targets: " + names, "say which one with --target");
        }
        return candidates.stream().findFirst();
    }

    private void requireEqual(LunLine mapped) throws CommandFailure {
        if (request.lun().isPresent() && request.lun().get() != mapped.lun()) {
            throw CommandFailure.failed(
                    "\"" + request.name() + "\" is LUN " + mapped.lun() + " of " + name + " already",
                    "leave --lun out, or \"unexport\" it first");
        }
        if (request.readOnly() != mapped.readOnly()) {
            throw CommandFailure.failed(
                    "\"" + request.name() + "\" is LUN " + mapped.lun() + " of " + name + " already, "
                            + (mapped.readOnly() ? "read-only" : "for reading and writing"),
                    "\"unexport\" it first");
        }
    }

    private int freeLun(Map<Integer, LunLine> luns) throws CommandFailure {
        if (request.lun().isPresent()) {
            LunLine taken = luns.get(request.lun().get());
            if (taken != null) {
                throw CommandFailure.failed(
                        "LUN " + taken.lun() + " of " + name + " is \"" + taken.device() + "\"",
                        "choose another LUN, or leave --lun out for the lowest free one");
            }
            return request.lun().get();
        }
        int free = 0;
        while (luns.containsKey(free)) {
            free++;
        }
        return free;
    }

    private Edit map() {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        if (existing.isEmpty()) {
            values.put("name", Optional.of(name));
        }
        values.put("lun." + lun, Optional.of(LunLine.value(request.name(), request.readOnly())));
        if (existing.isPresent()) {
            return new Edit(existing.get().pid(), existing.get().name(), Edit.Kind.UPDATE, values, "");
        }
        return new Edit(
                ConfiguredObjects.TARGET_PID,
                fileName(),
                Edit.Kind.CREATE,
                values,
                "A target, made by the command \"export\".");
    }

    private String fileName() {
        String base = label(name.substring(name.lastIndexOf(':') + 1), "target");
        String candidate = base;
        for (int i = 2; isTaken(candidate); i++) {
            candidate = base + "-" + i;
        }
        return candidate;
    }

    private boolean isTaken(String candidate) {
        return objects.targets().stream().anyMatch(target -> target.name().equals(candidate));
    }

    /** What an iSCSI name and a file name may both hold. */
    private static String label(String text, String otherwise) {
        String label =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return label.isEmpty() ? otherwise : label;
    }
}
