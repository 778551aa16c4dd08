package org.scst.runtime.console.command;

import java.util.List;
import java.util.stream.Stream;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.DeviceGroupSnapshot.TargetGroupSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.core.admin.TargetSnapshot.GroupSnapshot;

/**
 * What a word stands for, and so what it can be completed to.
 *
 * <p><i>Threading:</i> implementations are immutable.
 */
interface Noun {
    /** Nothing that is known. */
    Noun ANYTHING = services -> Stream.empty();

    /** The name of a device. */
    Noun DEVICE =
            services -> core(services).flatMap(core -> core.devices().stream().map(DeviceSnapshot::name));

    /** The name of a target. */
    Noun TARGET =
            services -> core(services).flatMap(core -> core.targets().stream().map(TargetSnapshot::name));

    /** The id of a session. */
    Noun SESSION =
            services -> core(services).flatMap(core -> core.nexuses().stream().map(NexusSnapshot::id));

    /** The name of an initiator that is logged in, or stands in a group. */
    Noun INITIATOR = services -> Stream.concat(
            core(services).flatMap(core -> core.nexuses().stream().map(NexusSnapshot::initiator)),
            core(services)
                    .flatMap(core -> core.targets().stream())
                    .flatMap(target -> target.groups().stream())
                    .flatMap(group -> group.initiators().stream()));

    /** The name of an initiator group. */
    Noun GROUP = services -> core(services)
            .flatMap(core -> core.targets().stream())
            .flatMap(target -> target.groups().stream())
            .map(GroupSnapshot::name)
            .filter(name -> !name.isEmpty());

    /** The name of a target group of some device group. */
    Noun TARGET_GROUP = services -> core(services)
            .flatMap(core -> core.deviceGroups().stream())
            .flatMap(group -> group.targetGroups().stream())
            .map(TargetGroupSnapshot::name);

    /** Where targets listen, as the files say. */
    Noun PORTAL = services -> services.files().map(ConfigurationFiles::objects).stream()
            .flatMap(objects -> Portals.of(new ConfiguredObjects(objects)).addresses().stream());

    /** A file of the caller's machine; {@link Completion} looks for it in the caller's folder. */
    Noun FILE = services -> Stream.empty();

    /** The name of a command. */
    Noun COMMAND = services -> Stream.empty();

    /** Every word that is known. */
    Stream<String> words(Services services);

    /** One of a few words. */
    static Noun choice(String... words) {
        List<String> all = List.of(words);
        return services -> all.stream();
    }

    /** One or the other. */
    default Noun or(Noun other) {
        return services -> Stream.concat(words(services), other.words(services));
    }

    private static Stream<Administration> core(Services services) {
        return services.administration().stream();
    }
}
